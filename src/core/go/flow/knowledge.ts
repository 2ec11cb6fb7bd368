import type { GoFile } from '../file.ts';
import { isCall, unparenthesized } from '../syntax/calls.ts';
import { Field, Kind, Token } from '../syntax/grammar.ts';
import { NONE, type NodeId } from '../syntax/tree.ts';
import type { FlowGraph, Step } from './graph.ts';
import { nilCheck } from './nil-check.ts';
import { nilPredicate } from './nil-predicates.ts';

export type Value = 'nil' | 'set' | 'true' | 'false';

/**
 * What is certain of local variables on one path, by the identifier that declares them; a member of one under its text
 * too (`12.Error`). It only ever rules paths out: what is not known may be anything.
 */
export type Known = ReadonlyMap<string, Value>;

/** Of a condition: its outcome, null when either is possible, `opaque` when it hangs on a value that is known in a way that cannot be followed. */
export type Outcome = boolean | null | 'opaque';

export function keyOf(variable: NodeId, members = ''): string {
  return `${variable}${members}`;
}

/** Outcome of a branch's condition, a switch's case included. */
export function outcomeOf(file: GoFile, known: Known, condition: NodeId): Outcome {
  const { tree } = file;
  const node = unparenthesized(tree, condition);
  const compared = switchedOn(file, node);
  if (compared !== NONE) return sameValue(file, known, compared, node);
  switch (tree.kind(node)) {
    case Kind.true:
      return true;
    case Kind.false:
      return false;
    case Kind.identifier:
    case Kind.selector_expression: {
      const value = valueAt(file, known, node);
      return value === 'true' ? true : value === 'false' ? false : null;
    }
    case Kind.unary_expression: {
      if (tree.kind(tree.child(node, Field.operator)) !== Token['!']) return null;
      const inner = outcomeOf(file, known, tree.child(node, Field.operand));
      return typeof inner === 'boolean' ? !inner : inner;
    }
    case Kind.binary_expression:
      return comparison(file, known, node);
    case Kind.call_expression: {
      const isNil = (argument: NodeId) =>
        tree.kind(argument) === Kind.identifier && valueAt(file, known, argument) === 'nil';
      return file.arguments(node).some(isNil) ? nilPredicate(file, node) : null;
    }
    default:
      return null;
  }
}

function comparison(file: GoFile, known: Known, node: NodeId): Outcome {
  const { tree } = file;
  const operator = tree.kind(tree.child(node, Field.operator));
  const [left, right] = [tree.child(node, Field.left), tree.child(node, Field.right)];
  if (operator === Token['&&'] || operator === Token['||']) {
    const sides = [outcomeOf(file, known, left), outcomeOf(file, known, right)];
    const decisive = operator === Token['||'];
    if (sides.includes(decisive)) return decisive;
    return sides.every((side) => side === !decisive) ? !decisive : null;
  }
  if (operator !== Token['=='] && operator !== Token['!=']) return null;
  const same = sameValue(file, known, left, right);
  return same === null ? null : same === (operator === Token['==']);
}

/** `err == ErrX`, where `err` is known to be nil, is false: nobody compares with what may be nil. */
function sameValue(file: GoFile, known: Known, a: NodeId, b: NodeId): boolean | null {
  const [left, right] = [valueAt(file, known, a), valueAt(file, known, b)];
  if (left === null || right === null) {
    const other = left === 'nil' ? b : right === 'nil' ? a : NONE;
    return other !== NONE && isSentinel(file, other) ? false : null;
  }
  if (left === 'set' && right === 'set') return null;
  return left === right;
}

function isSentinel(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  // A type in a type switch.
  if (tree.kind(tree.parent(node)) === Kind.type_case) return true;
  return file.qualified(node) !== null;
}

/** What `switch x { case node: }` compares the case with; NONE for any other node. */
function switchedOn(file: GoFile, node: NodeId): NodeId {
  const { tree } = file;
  const parent = tree.parent(node);
  const holder = tree.kind(parent) === Kind.expression_list ? tree.parent(parent) : parent;
  const kind = tree.kind(holder);
  if (kind !== Kind.expression_case && kind !== Kind.type_case) return NONE;
  return tree.child(tree.parent(holder), Field.value);
}

/** What is certain of an expression's value. */
export function valueAt(file: GoFile, known: Known, expression: NodeId): Value | null {
  const { tree } = file;
  const node = unparenthesized(tree, expression);
  switch (tree.kind(node)) {
    case Kind.nil:
      return 'nil';
    case Kind.type_identifier:
      return tree.textOf(node) === 'nil' ? 'nil' : null;
    case Kind.true:
      return 'true';
    case Kind.false:
      return 'false';
    case Kind.composite_literal:
    case Kind.func_literal:
      return 'set';
    case Kind.identifier:
      return known.get(keyOf(file.bindings[node] as number)) ?? madeOfNilError(file, known, node);
    case Kind.selector_expression: {
      const operand = tree.child(node, Field.operand);
      if (tree.kind(operand) !== Kind.identifier) return null;
      const members = `.${tree.textOf(tree.child(node, Field.field))}`;
      return known.get(keyOf(file.bindings[operand] as number, members)) ?? null;
    }
    case Kind.unary_expression:
      if (tree.kind(tree.child(node, Field.operator)) === Token['&']) return 'set';
      return truth(outcomeOf(file, known, node));
    case Kind.binary_expression:
      return truth(outcomeOf(file, known, node));
    default:
      return isCall(tree, node) ? valueOfCall(file, known, node) : null;
  }
}

function truth(outcome: Outcome): Value | null {
  return outcome === true ? 'true' : outcome === false ? 'false' : null;
}

/** `mapped` of `mapped := mapError(err)`: what is made of an error is nil when that is. */
function madeOfNilError(file: GoFile, known: Known, node: NodeId): Value | null {
  const made = file.initialiser(node);
  if (!isCall(file.tree, made)) return null;
  const isNilError = (argument: NodeId) =>
    file.tree.kind(argument) === Kind.identifier &&
    known.get(keyOf(file.bindings[argument] as number)) === 'nil' &&
    file.isError(argument);
  return file.arguments(made).some(isNilError) ? 'nil' : null;
}

/** Errors made on the spot, and what gives nil for nil: wrappers, and `err = translate(err)` that is handed one error alone. */
function valueOfCall(file: GoFile, known: Known, call: NodeId): Value | null {
  if (file.isCallTo(call, 'errors', 'New') || file.isCallTo(call, 'fmt', 'Errorf')) return 'set';
  const given = file.arguments(call);
  const wraps = file.isCallTo(
    call,
    'github.com/pkg/errors',
    'Wrap',
    'Wrapf',
    'WithStack',
    'WithMessage',
    'WithMessagef',
  );
  const [first = NONE] = given;
  if (!wraps && (given.length !== 1 || !file.isError(first) || !file.isError(call))) return null;
  return valueAt(file, known, first) === 'nil' ? 'nil' : null;
}

/** What is known once the condition turned out so. Only variables in `tracked` are learned. */
export function learned(
  file: GoFile,
  known: Known,
  condition: NodeId,
  outcome: boolean,
  tracked: ReadonlySet<NodeId>,
): Known {
  const { tree } = file;
  const node = unparenthesized(tree, condition);
  if (switchedOn(file, node) !== NONE) return known;
  if (tree.kind(node) === Kind.unary_expression && tree.kind(tree.child(node, Field.operator)) === Token['!'])
    return learned(file, known, tree.child(node, Field.operand), !outcome, tracked);
  const check = nilCheck(file, node);
  const variable = check?.variable ?? (tree.kind(node) === Kind.identifier ? (file.bindings[node] as number) : NONE);
  if (variable === NONE || !tracked.has(variable) || known.has(keyOf(variable))) return known;
  const value = check ? (check.nilWhen === outcome ? 'nil' : 'set') : outcome ? 'true' : 'false';
  return new Map([...known, [keyOf(variable), value]]);
}

/** What is known after a step ran: what it assigns is forgotten, or known anew. */
export function knownAfter(file: GoFile, known: Known, step: Step): Known {
  if (!step.evaluates || known.size === 0) return known;
  const next = new Map(known);
  for (const { variable, value } of assignmentsOf(file, step.node)) {
    for (const key of next.keys()) if (key === `${variable}` || key.startsWith(`${variable}.`)) next.delete(key);
    const now = value === NONE ? null : valueAt(file, known, value);
    if (now) next.set(keyOf(variable), now);
  }
  return next;
}

/** Local variables that a statement gives a value, with it; NONE for one of a call's several results. */
export function assignmentsOf(file: GoFile, statement: NodeId): { variable: NodeId; value: NodeId }[] {
  const { tree, bindings } = file;
  const pairs = (names: readonly NodeId[], values: readonly NodeId[]) =>
    names.flatMap((name, at) => {
      const variable = tree.kind(name) === Kind.identifier ? (bindings[name] as number) : NONE;
      const value = values.length === names.length ? (values[at] ?? NONE) : NONE;
      return variable ? [{ variable, value }] : [];
    });
  const list = (node: NodeId) => (node ? tree.children(node) : []);
  switch (tree.kind(statement)) {
    case Kind.assignment_statement: {
      const plain = tree.kind(tree.child(statement, Field.operator)) === Token['='];
      return pairs(list(tree.child(statement, Field.left)), plain ? list(tree.child(statement, Field.right)) : []);
    }
    case Kind.short_var_declaration:
      return pairs(list(tree.child(statement, Field.left)), list(tree.child(statement, Field.right)));
    case Kind.receive_statement:
    case Kind.range_clause:
      return pairs(list(tree.child(statement, Field.left)), []);
    case Kind.var_spec:
      return pairs(tree.childrenInField(statement, Field.name), list(tree.child(statement, Field.value)));
    case Kind.var_declaration:
      return [...tree.descendants(statement, Kind.var_spec)].flatMap((spec) => assignmentsOf(file, spec));
    default:
      return [];
  }
}

const TRACKED = new WeakMap<FlowGraph, ReadonlySet<NodeId>>();

/** Variables that several conditions of the function look at: what one says of them decides another. */
export function trackedVariables(file: GoFile, graph: FlowGraph): ReadonlySet<NodeId> {
  const known = TRACKED.get(graph);
  if (known) return known;
  const counts = new Map<NodeId, number>();
  for (const { kind, node } of graph.steps) {
    if (kind !== 'branch') continue;
    const inner = nilCheck(file, node)?.variable ?? (file.bindings[node] as number);
    if (inner) counts.set(inner, (counts.get(inner) ?? 0) + 1);
  }
  const tracked = new Set([...counts].filter(([, count]) => count > 1).map(([variable]) => variable));
  TRACKED.set(graph, tracked);
  return tracked;
}

/** What the conditions of the `if` statements around a statement say. */
export function knownAt(file: GoFile, statement: NodeId, tracked: ReadonlySet<NodeId>): Known {
  const { tree } = file;
  let known: Known = new Map();
  for (let node = statement; node !== NONE; node = tree.parent(node)) {
    const around = tree.parent(node);
    if (tree.kind(around) === Kind.func_literal) break;
    if (tree.kind(around) !== Kind.if_statement) continue;
    const field = tree.field(node);
    if (field === Field.consequence || field === Field.alternative)
      known = conjuncts(file, known, tree.child(around, Field.condition), field === Field.consequence, tracked);
  }
  return known;
}

function conjuncts(
  file: GoFile,
  known: Known,
  condition: NodeId,
  outcome: boolean,
  tracked: ReadonlySet<NodeId>,
): Known {
  const { tree } = file;
  const node = unparenthesized(tree, condition);
  const operator = tree.kind(tree.child(node, Field.operator));
  if (tree.kind(node) === Kind.binary_expression && operator === (outcome ? Token['&&'] : Token['||'])) {
    const left = conjuncts(file, known, tree.child(node, Field.left), outcome, tracked);
    return conjuncts(file, left, tree.child(node, Field.right), outcome, tracked);
  }
  return learned(file, known, node, outcome, tracked);
}
