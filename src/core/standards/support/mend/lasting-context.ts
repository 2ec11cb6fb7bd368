import type { GoFile } from '../../../go/file.ts';
import { calleeOf, enclosingFunction, isCall } from '../../../go/syntax/calls.ts';
import { Field, Kind } from '../../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../../go/syntax/tree.ts';
import { isError, type Type } from '../../../go/types/type.ts';

/** Functions that may keep the context which they are given. */
const KEEPS = /^(?:new|start|run|go|watch|subscribe|listen|serve|dial|connect|open|init|with|set|register|background)/i;

/**
 * The context is of no use once the function has returned: nobody stores it, a goroutine has no part in it, and what
 * the function returns is data.
 */
export function endsWithFunction(file: GoFile, call: NodeId, context: NodeId): boolean {
  const { tree, bindings } = file;
  const root = enclosingFunction(tree, call);
  const variable = context === NONE ? NONE : (bindings[context] as number);
  if (!variable || !resultsAreData(file, root)) return false;
  for (const use of tree.descendants(root, Kind.identifier)) {
    if (use < tree.next(call) || bindings[use] !== variable) continue;
    if (enclosingFunction(tree, use) !== root || !isPassing(file, use)) return false;
  }
  return true;
}

/** `load(ctx, id)`, `ctx.Done()`. */
function isPassing(file: GoFile, use: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent(use);
  if (tree.kind(parent) === Kind.selector_expression || tree.field(parent) === Field.left) return true;
  const call = tree.parent(parent);
  if (tree.kind(parent) !== Kind.argument_list || !isCall(tree, call)) return false;
  const callee = calleeOf(tree, call);
  if (tree.kind(tree.parent(call)) === Kind.go_statement) return false;
  return !KEEPS.test(tree.textOf(tree.child(callee, Field.field) || callee));
}

function resultsAreData(file: GoFile, root: NodeId): boolean {
  const { tree } = file;
  const result = tree.child(root, Field.result);
  if (result === NONE) return true;
  const types =
    tree.kind(result) === Kind.parameter_list
      ? tree.children(result).map((one) => tree.child(one, Field.type))
      : [result];
  return types.every((type) => isData(file, file.typeAt(type)));
}

function isData(file: GoFile, type: Type): boolean {
  if (isError(type)) return true;
  switch (type.kind) {
    case 'slice':
    case 'array':
      return isData(file, type.of);
    case 'pointer':
      return isData(file, type.to);
    case 'named':
      return (
        type.package === '' || file.index.sourcePackage(type.package)?.type(type.name)?.underlying.kind === 'struct'
      );
    default:
      return false;
  }
}
