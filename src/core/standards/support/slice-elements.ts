import type { GoFile } from '../../go/file.ts';
import { argumentsOf, calleeOf, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { valuesGiven } from './assigned.ts';

const DEEPEST = 6;

/** All that a slice may hold: of literals, and of variables that this function alone fills; null where more may be in it. */
export function sliceElements(file: GoFile, expression: NodeId, depth = DEEPEST): NodeId[] | null {
  const { tree, bindings } = file;
  const node = unparenthesized(tree, expression);
  if (depth === 0) return null;
  switch (tree.kind(node)) {
    case Kind.nil:
      return [];
    case Kind.composite_literal:
      return tree.children(tree.child(node, Field.body)).map((element) => tree.children(element)[0] ?? element);
    case Kind.identifier: {
      const declared = bindings[node] as number;
      const isLocal = declared !== NONE && tree.kind(tree.parent(declared)) !== Kind.parameter_declaration;
      if (!isLocal || tree.kind(tree.parent(declared)) === Kind.variadic_parameter_declaration) return null;
      const given = valuesGiven(file, declared).filter(({ value }) => value !== NONE);
      return together(given.map(({ value }) => added(file, value, declared, depth - 1)));
    }
    default:
      return isCall(tree, node) ? added(file, node, NONE, depth - 1) : null;
  }
}

/** What `append(slice, a, b, more...)` brings along; `own` is the variable that it is written to. */
function added(file: GoFile, value: NodeId, own: NodeId, depth: number): NodeId[] | null {
  const { tree, bindings } = file;
  if (!isCall(tree, value)) return sliceElements(file, value, depth);
  const name = tree.textOf(calleeOf(tree, value));
  if (name === 'make') return [];
  if (name !== 'append') return null;
  const [slice = NONE, ...more] = argumentsOf(tree, value);
  const before = own !== NONE && bindings[slice] === own ? [] : sliceElements(file, slice, depth);
  return together([before, spreadOut(file, more, depth)]);
}

/** Arguments, with the elements of a slice in place of `slice...`. */
export function spreadOut(file: GoFile, args: readonly NodeId[], depth = DEEPEST): NodeId[] | null {
  const { tree } = file;
  return together(
    args.map((arg) =>
      tree.kind(arg) === Kind.variadic_argument ? sliceElements(file, tree.children(arg)[0] ?? NONE, depth) : [arg],
    ),
  );
}

function together(parts: readonly (readonly NodeId[] | null)[]): NodeId[] | null {
  const all: NodeId[] = [];
  for (const part of parts) {
    if (part === null) return null;
    all.push(...part);
  }
  return all;
}
