import { calleeOf, FUNCTION_KINDS, isCall, unparenthesized } from './syntax/calls.ts';
import { Field, Kind } from './syntax/grammar.ts';
import type { Bindings } from './syntax/scopes.ts';
import { NONE, type NodeId, type SyntaxTree } from './syntax/tree.ts';

/** Origins of one result that are worth keeping; more are as good as unknown. */
const MOST_ORIGINS = 4;
const UNKNOWN = '?';
const GIVES_BACK = /close|stop|cancel|drain|discard|release|rollback|commit|end$|finish/i;

export interface Body {
  tree: SyntaxTree;
  bindings: Bindings;
  /** Receiver and parameters by the identifier that declares them: `r`, `0`, `1`. */
  slots: ReadonlyMap<NodeId, string>;
  declaration: NodeId;
}

/**
 * By result position with `<` before it, where the value comes from: `$r.client.Do#0` is the first result of that
 * method of a field of the receiver (`$1` the second parameter, `<T>` a value of the type, `f()` what a function
 * returns), `?` anything else. Nil says nothing.
 */
export function originsOf(
  tree: SyntaxTree,
  bindings: Bindings,
  declaration: NodeId,
  slots: ReadonlyMap<NodeId, string>,
  wanted: readonly number[],
): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  if (wanted.length === 0) return found;
  const body: Body = { tree, bindings, slots, declaration };
  const statements = [...tree.descendants(declaration, Kind.return_statement)].filter(
    (statement) => tree.ancestor(statement, ...FUNCTION_KINDS) === declaration,
  );
  for (const position of wanted) {
    const origins = new Set(statements.flatMap((statement) => originsAt(body, statement, position)));
    if (origins.size === 0) continue;
    found[`<${position}`] = origins.size > MOST_ORIGINS || origins.has(UNKNOWN) ? [UNKNOWN] : [...origins].sort();
  }
  return found;
}

function originsAt(body: Body, statement: NodeId, position: number): string[] {
  const { tree } = body;
  const list = tree.childOfKind(statement, Kind.expression_list);
  if (list === NONE) return [UNKNOWN];
  const values = tree.children(list);
  const only = values[0];
  if (values.length === 1 && only !== undefined && isCall(tree, only)) return [callOrigin(body, only, position)];
  const value = unparenthesized(tree, values[position] ?? NONE);
  if (tree.kind(value) === Kind.nil) return [];
  if (isCall(tree, value)) return [callOrigin(body, value, 0)];
  if (tree.kind(value) !== Kind.identifier) return [UNKNOWN];
  const variable = body.bindings[value] as number;
  if (!variable || body.slots.has(variable) || isGivenBack(body, variable, statement)) return [UNKNOWN];
  return assignmentsTo(body, variable);
}

function callOrigin(body: Body, call: NodeId, position: number): string {
  const path = pathOf(body, calleeOf(body.tree, call), 3);
  return path === null ? UNKNOWN : `${path}#${position}`;
}

/** Origins of all that a local variable is given. */
function assignmentsTo(body: Body, variable: NodeId): string[] {
  const { tree, bindings, declaration } = body;
  const origins: string[] = [];
  const end = tree.next(declaration);
  for (let node = variable; node < end; node++) {
    if (bindings[node] !== variable || tree.kind(node) !== Kind.identifier) continue;
    const list = tree.parent(node);
    const spec = tree.kind(list) === Kind.var_spec && tree.field(node) === Field.name;
    if (!spec && (tree.kind(list) !== Kind.expression_list || tree.field(list) !== Field.left)) {
      if (tree.kind(list) === Kind.range_clause || tree.kind(list) === Kind.parameter_declaration) return [UNKNOWN];
      continue;
    }
    const holder = spec ? list : tree.parent(list);
    const right = tree.child(holder, spec ? Field.value : Field.right);
    if (right === NONE) continue; // declared without a value
    const names = spec ? tree.childrenInField(holder, Field.name) : tree.children(list);
    const values = tree.kind(right) === Kind.expression_list ? tree.children(right) : [right];
    const at = names.indexOf(node);
    const value = values.length === names.length ? (values[at] ?? NONE) : (values[0] ?? NONE);
    if (tree.kind(value) === Kind.nil) continue;
    origins.push(isCall(tree, value) ? callOrigin(body, value, values.length === names.length ? 0 : at) : UNKNOWN);
  }
  return origins.length > 0 ? origins : [UNKNOWN];
}

/** By the return statement, the value was given back already, or a deferred call will see to it. */
function isGivenBack({ tree, bindings, declaration }: Body, variable: NodeId, at: NodeId): boolean {
  const end = tree.next(declaration);
  for (let node = variable; node < end; node++) {
    if (bindings[node] !== variable || tree.kind(node) !== Kind.identifier) continue;
    if (tree.ancestor(node, Kind.defer_statement) > declaration) return true;
    const call = tree.ancestor(node, Kind.call_expression);
    if (call < declaration || !GIVES_BACK.test(tree.textOf(calleeOf(tree, call)))) continue;
    const list = tree.ancestor(node, Kind.statement_list);
    if (node < at && tree.contains(list, at)) return true;
  }
  return false;
}

/** What an expression names, seen from the function around it: `$r.client.Do`; see `originsOf`. */
export function pathOf(body: Body, node: NodeId, depth: number): string | null {
  const { tree, bindings } = body;
  if (depth === 0) return null;
  const inner = unparenthesized(tree, node);
  switch (tree.kind(inner)) {
    case Kind.identifier: {
      const variable = bindings[inner] as number;
      if (!variable) return tree.textOf(inner);
      const slot = body.slots.get(variable);
      return slot === undefined ? pathOfLocal(body, variable, depth - 1) : `$${slot}`;
    }
    case Kind.selector_expression: {
      const operand = pathOf(body, tree.child(inner, Field.operand), depth);
      return operand === null ? null : `${operand}.${tree.textOf(tree.child(inner, Field.field))}`;
    }
    default: {
      if (!isCall(tree, inner)) return null;
      const callee = pathOf(body, calleeOf(tree, inner), depth);
      return callee === null ? null : `${callee}()`;
    }
  }
}

/** A local variable by the type or the call that it is declared with. */
function pathOfLocal(body: Body, variable: NodeId, depth: number): string | null {
  const { tree } = body;
  const list = tree.parent(variable);
  const spec = tree.kind(list) === Kind.var_spec;
  const type = spec ? tree.child(list, Field.type) : NONE;
  if (type) return `<${tree.textOf(type)}>`;
  const holder = spec ? list : tree.parent(list);
  const right = tree.child(holder, spec ? Field.value : Field.right);
  if (tree.kind(right) !== Kind.expression_list) return null;
  const names = spec ? tree.childrenInField(holder, Field.name) : tree.children(list);
  if (names[0] !== variable) return null;
  let value = tree.children(right)[0] ?? NONE;
  if (tree.kind(value) === Kind.unary_expression) value = tree.child(value, Field.operand);
  if (tree.kind(value) === Kind.composite_literal) return `<${tree.textOf(tree.child(value, Field.type))}>`;
  return isCall(tree, value) ? pathOf(body, value, depth) : null;
}
