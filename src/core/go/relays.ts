import { argumentsOf, calleeOf, FUNCTION_KINDS, isCall, unparenthesized } from './syntax/calls.ts';
import { Field, Kind } from './syntax/grammar.ts';
import type { Bindings } from './syntax/scopes.ts';
import { NONE, type NodeId, type SyntaxTree } from './syntax/tree.ts';

const ERROR_NAME = /^err|(?:E|_e)rr(?:or)?$/;

/**
 * The functions of its package whose error a function hands on, when it makes none itself: on every way the last
 * result is nil, a parameter, or what such a function returns. Null where it may fail by itself, and where its error
 * has a name: a bare return or a deferred call could set that.
 */
export function relaysOf(tree: SyntaxTree, bindings: Bindings, declaration: NodeId): string[] | null {
  const body = tree.child(declaration, Field.body);
  if (!body || !returnsBareError(tree, tree.child(declaration, Field.result))) return null;
  const parameters = tree.child(declaration, Field.parameters);
  const isHanded = (node: NodeId): boolean => {
    const variable = bindings[node] as number;
    return variable > 0 && tree.contains(parameters, variable) && !isAssigned(tree, bindings, body, variable);
  };
  const relays = new Set<string>();
  let returns = 0;
  for (const statement of tree.descendants(body, Kind.return_statement)) {
    if (tree.ancestor(statement, ...FUNCTION_KINDS) !== declaration) continue;
    returns++;
    const list = tree.childOfKind(statement, Kind.expression_list);
    const value = unparenthesized(tree, list ? (tree.children(list).at(-1) ?? NONE) : NONE);
    if (tree.kind(value) === Kind.nil || (tree.kind(value) === Kind.identifier && isHanded(value))) continue;
    const relay = relayed(tree, bindings, value, isHanded);
    if (relay === null) return null;
    relays.add(relay);
  }
  return returns > 0 ? [...relays].sort() : null;
}

/** `error`, or `(T, error)`. */
function returnsBareError(tree: SyntaxTree, result: NodeId): boolean {
  if (!result) return false;
  if (tree.kind(result) !== Kind.parameter_list) return tree.textOf(result) === 'error';
  const last = tree.children(result).at(-1) ?? NONE;
  return tree.textOf(tree.child(last, Field.type)) === 'error' && tree.childrenInField(last, Field.name).length === 0;
}

/** Name of a plain function that is called with no error but those that were handed in. */
function relayed(
  tree: SyntaxTree,
  bindings: Bindings,
  call: NodeId,
  isHanded: (node: NodeId) => boolean,
): string | null {
  if (!isCall(tree, call)) return null;
  const callee = calleeOf(tree, call);
  if (tree.kind(callee) !== Kind.identifier || bindings[callee]) return null;
  for (const argument of argumentsOf(tree, call)) {
    const value = unparenthesized(tree, argument);
    if (isCall(tree, value) || tree.kind(value) === Kind.func_literal) return null;
    if (ERROR_NAME.test(tree.textOf(value)) && !isHanded(value)) return null;
  }
  return tree.textOf(callee);
}

/** Something in the body may give the variable another value. */
function isAssigned(tree: SyntaxTree, bindings: Bindings, body: NodeId, variable: NodeId): boolean {
  const end = tree.next(body);
  for (let node = body; node < end; node++) {
    if (bindings[node] !== variable || tree.kind(node) !== Kind.identifier) continue;
    const parent = tree.parent(node);
    if (tree.kind(parent) === Kind.unary_expression) return true;
    if (tree.kind(parent) === Kind.expression_list && tree.field(parent) === Field.left) return true;
  }
  return false;
}
