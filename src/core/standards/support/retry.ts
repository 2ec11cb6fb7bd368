import type { GoFile } from '../../go/file.ts';
import type { FlowGraph, Step } from '../../go/flow/graph.ts';
import { enclosingFunction, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { runsFewTimes } from './loops.ts';
import { lastValue } from './values.ts';

/** A loop that does the same again after an error, and is left when it succeeds. */
export interface RetryLoop {
  loop: NodeId;
  /** The call whose error leads to another round. */
  attempt: NodeId;
  /** Declaration of the variable that takes the error. */
  error: NodeId;
  /** Steps that run between a failure and the next round. */
  between: readonly Step[];
  /** A failure can leave the loop: attempts are counted, some errors give up, a deadline is looked at. */
  givesUp: boolean;
}

const KNOWN = new WeakMap<GoFile, Map<NodeId, RetryLoop | null>>();

/** The loop as one that tries again; null where it is another: one over data, of a consumer, or a poll. */
export function retryLoopAt(file: GoFile, loop: NodeId): RetryLoop | null {
  const known = KNOWN.get(file) ?? new Map<NodeId, RetryLoop | null>();
  KNOWN.set(file, known);
  let found = known.get(loop);
  if (found === undefined) {
    found = findRetry(file, loop);
    known.set(loop, found);
  }
  return found;
}

function findRetry(file: GoFile, loop: NodeId): RetryLoop | null {
  const { tree } = file;
  const root = enclosingFunction(tree, loop);
  if (root === NONE || runsOverData(file, loop) || !mentionsNil(file, loop)) return null;
  const graph = file.flow(root);
  const body = tree.child(loop, Field.body);
  const inBody = (step: Step) => tree.contains(body, step.node) && step.kind !== 'end';
  const heads = new Set(
    graph.steps.filter(({ node }) => tree.contains(loop, node) && !tree.contains(body, node)).map(({ id }) => id),
  );
  const counted = isCounted(file, loop);
  const isTest = (step: Step) => inBody(step) && step.kind === 'branch' && errorTest(file, step.node) !== null;
  for (const step of graph.steps) {
    if (step.kind !== 'branch' || !inBody(step)) continue;
    const tested = errorTest(file, step.node);
    if (tested === null || nearestLoop(file, step.node) !== loop) continue;
    const attempt = lastValue(file, tested.error);
    if (!isCall(tree, attempt) || !tree.contains(body, attempt) || nearestLoop(file, attempt) !== loop) continue;
    const edge = (when: boolean) => step.next.find((next) => next.when === when)?.to;
    const [success, failure] = [edge(tested.nilWhen), edge(!tested.nilWhen)];
    if (success === undefined || failure === undefined) continue;
    const won = region(graph, success, heads);
    const lost = region(graph, failure, heads);
    if (!lost.comesRound || (won.comesRound && !(counted && won.leaves(inBody) && !won.steps.some(isTest)))) continue;
    return {
      loop,
      attempt,
      error: file.bindings[tested.error] as number,
      between: lost.steps.filter(inBody),
      givesUp: lost.leaves(inBody) || hasCondition(file, loop),
    };
  }
  return null;
}

/** What runs from a step on until the loop's next round. */
function region(graph: FlowGraph, from: number, heads: ReadonlySet<number>) {
  const seen = new Set<number>();
  const open = [from];
  let comesRound = false;
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (heads.has(id)) {
      comesRound = true;
      continue;
    }
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(graph.steps[id]?.next ?? []).map(({ to }) => to));
  }
  const steps = graph.steps.filter(({ id }) => seen.has(id));
  return { comesRound, steps, leaves: (inBody: (step: Step) => boolean) => steps.some((step) => !inBody(step)) };
}

/** `err == nil` or `err != nil`, and its outcome when there is no error. */
function errorTest(file: GoFile, node: NodeId): { error: NodeId; nilWhen: boolean } | null {
  const { tree } = file;
  if (tree.kind(node) !== Kind.binary_expression || tree.kind(tree.child(node, Field.right)) !== Kind.nil) return null;
  const operator = tree.kind(tree.child(node, Field.operator));
  const error = unparenthesized(tree, tree.child(node, Field.left));
  if (operator !== Token['=='] && operator !== Token['!=']) return null;
  if (tree.kind(error) !== Kind.identifier || !file.bindings[error] || !file.isError(error)) return null;
  return { error, nilWhen: operator === Token['=='] };
}

/** A range over anything but a number: each round is about something else. */
function runsOverData(file: GoFile, loop: NodeId): boolean {
  const { tree } = file;
  const range = tree.childOfKind(loop, Kind.range_clause);
  if (range === NONE) return false;
  const type = file.typeOf(tree.child(range, Field.right));
  return !(type.kind === 'named' && type.package === '' && /^u?int\d*$/.test(type.name));
}

function mentionsNil(file: GoFile, loop: NodeId): boolean {
  for (const _ of file.tree.descendants(loop, Kind.nil)) return true;
  return false;
}

/** Rounds are counted: few, or named as attempts. */
export function isCounted(file: GoFile, loop: NodeId): boolean {
  const { tree } = file;
  if (runsFewTimes(file, loop)) return true;
  const head = tree.text.slice(tree.start(loop), tree.start(tree.child(loop, Field.body)));
  return /retr(?:y|ies)|attempt|\btr(?:y|ies)\b/i.test(head);
}

function hasCondition(file: GoFile, loop: NodeId): boolean {
  const { tree } = file;
  const clause = tree.childOfKind(loop, Kind.for_clause);
  if (clause) return tree.child(clause, Field.condition) !== NONE;
  const body = tree.child(loop, Field.body);
  return tree.children(loop).some((child) => child !== body);
}

function nearestLoop(file: GoFile, node: NodeId): NodeId {
  return file.tree.ancestor(node, Kind.for_statement, Kind.func_literal);
}
