import type { GoFile } from '../../go/file.ts';
import { evaluatedNodes } from '../../go/flow/evaluated.ts';
import type { FlowGraph, Step } from '../../go/flow/graph.ts';
import { nilCheck } from '../../go/flow/nil-check.ts';
import { findPath } from '../../go/flow/paths.ts';
import { calleeOf, enclosingFunction, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext } from '../../go/types/type.ts';
import { acquisitionOf } from './acquisition.ts';
import { isGorm, isTransaction } from './database.ts';
import { parameterNodes } from './functions.ts';
import { callsWithin } from './goroutine.ts';
import { calledName } from './ignorable.ts';
import { rootOf } from './values.ts';

/** A transaction and the calls that run while it is open. */
export interface OpenTransaction {
  /** What it was begun on, as written: `s.db`. */
  pool: NodeId;
  /** The call that begins it. */
  begin: NodeId;
  /** How the code calls the transaction; empty when it has no name. */
  name: string;
  calls: readonly NodeId[];
}

/** What `transactionBegunBy` knows. */
export const TRANSACTION_CALLS = /^(?:(?:Must)?(?:Begin|Start)|Transact|(?:Run)?InTx|WithT|ExecuteTx|RunTx)/;
const BEGINS = /^(?:Must)?(?:Begin|Start)(?:Tx|x|Txx|Transaction)?$/;
const RUNS = /^(?:Transaction|RunInTx|BeginFunc|BeginTxFunc|InTx|WithTx|Transact|ExecuteTx|RunTx|WithTransaction)$/;

/** The transaction that a call begins, in this function or for a function literal that it is given; null for others. */
export function transactionBegunBy(file: GoFile, call: NodeId): OpenTransaction | null {
  const name = calledName(file, call);
  if (BEGINS.test(name)) return begun(file, call);
  return RUNS.test(name) ? running(file, call) : null;
}

/** `tx, err := s.db.BeginTx(ctx, nil)`. */
function begun(file: GoFile, call: NodeId): OpenTransaction | null {
  const { tree, bindings } = file;
  const type = file.typeOf(call);
  if (!isTransaction(file.index, (type.kind === 'tuple' ? type.of[0] : type) ?? type)) return null;
  const acquired = acquisitionOf(file, call);
  const pool = handleOf(file, tree.child(calleeOf(tree, call), Field.operand));
  const root = enclosingFunction(tree, call);
  const [tx] = acquired?.names ?? [];
  if (!acquired || tx === undefined || pool === NONE || root === NONE) return null;
  const variable = tree.kind(tx) === Kind.identifier ? (bindings[tx] as number) : NONE;
  if (!variable) return null;
  const graph = file.flow(root);
  const start = graph.steps.find(({ node, evaluates }) => evaluates && tree.contains(node, acquired.statement));
  if (!start) return null;
  const calls = openSteps(file, graph, start, variable).flatMap((step) => callsOf(file, step));
  return { pool, begin: call, name: tree.textOf(tx), calls };
}

/**
 * Steps that some way leads to while the transaction is neither committed nor rolled back. Ways on which something
 * failed are left out: what is noted there is meant to outlive the rollback.
 */
function openSteps(file: GoFile, graph: FlowGraph, start: Step, variable: NodeId): Step[] {
  const open: Step[] = [];
  findPath(graph, start.id, {
    at: (step) => {
      // The loop comes round: another transaction.
      if (step.id === start.id) return 'stop';
      if (step.kind !== 'defer' && callsOf(file, step).some((call) => ends(file, call, variable))) return 'stop';
      if (step.kind !== 'defer') open.push(step);
      return 'pass';
    },
    takes: (step, { when }) => {
      const check = step.kind === 'branch' && when !== null ? nilCheck(file, step.node) : null;
      // `if tx == nil`: a way without the transaction.
      if (check?.variable === variable) return check.nilWhen !== when;
      return check === null || check.nilWhen === when || !file.isError(check.variable);
    },
  });
  return open.sort((a, b) => a.id - b.id);
}

function callsOf({ tree }: GoFile, step: Step): NodeId[] {
  const calls: NodeId[] = [];
  for (const node of evaluatedNodes(tree, step))
    if (isCall(tree, node) && tree.kind(tree.parent(node)) !== Kind.go_statement) calls.push(node);
  return calls;
}

/** `tx.Commit()`, `tx.Rollback(ctx)`, or a function that is handed the transaction to end it: `commit(tx)`. */
function ends(file: GoFile, call: NodeId, variable: NodeId): boolean {
  const { tree, bindings } = file;
  if (!/commit|rollback|finish|endtx|close/i.test(calledName(file, call))) return false;
  const operand = tree.child(calleeOf(tree, call), Field.operand);
  return [operand, ...file.arguments(call)].some((node) => node !== NONE && bindings[rootOf(tree, node)] === variable);
}

/** `db.Transaction(func(tx *gorm.DB) error { … })`, `pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error { … })`. */
function running(file: GoFile, call: NodeId): OpenTransaction | null {
  const { tree } = file;
  const args = file.arguments(call);
  const literal = args.find((argument) => tree.kind(argument) === Kind.func_literal);
  if (literal === undefined) return null;
  const parameter = parameterNodes(file, literal).find(({ type }) => isTransaction(file.index, file.typeAt(type)));
  if (!parameter) return null;
  const selector = calleeOf(tree, call);
  const operand = tree.kind(selector) === Kind.selector_expression ? tree.child(selector, Field.operand) : NONE;
  const method = operand !== NONE && file.importPath(operand) === null;
  const [first = NONE, second = NONE] = args;
  const given = isContext(file.typeOf(first)) ? second : first;
  const pool = handleOf(file, method ? operand : given);
  if (pool === NONE) return null;
  return { pool, begin: call, name: parameter.text, calls: [...callsWithin(file, tree.child(literal, Field.body))] };
}

/** The handle below what gorm makes of it: `r.db` of `r.db.WithContext(ctx).Model(&order)`; NONE for what is no path. */
export function handleOf(file: GoFile, expression: NodeId): NodeId {
  const { tree } = file;
  let node = unparenthesized(tree, expression);
  while (isCall(tree, node)) {
    const selector = calleeOf(tree, node);
    if (tree.kind(selector) !== Kind.selector_expression) return NONE;
    const operand = unparenthesized(tree, tree.child(selector, Field.operand));
    if (!isGorm(file.typeOf(node)) || !isGorm(file.typeOf(operand))) break;
    node = operand;
  }
  const kind = tree.kind(node);
  return kind === Kind.identifier || kind === Kind.selector_expression ? node : NONE;
}
