import type { GoFile } from '../../go/file.ts';
import { FUNCTION_KINDS } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';

/** A parameter of a function, as it is written. */
export interface ParameterNode {
  /** Identifier; NONE when unnamed. */
  name: NodeId;
  /** `_` counts as no name here. */
  text: string;
  type: NodeId;
  variadic: boolean;
  declaration: NodeId;
}

/** Parameters of a function, method, literal, interface method or function type one by one. */
export function parameterNodes(file: GoFile, fn: NodeId): ParameterNode[] {
  const { tree } = file;
  const list = tree.child(fn, Field.parameters);
  if (list === NONE) return [];
  return tree.children(list).flatMap((declaration) => {
    const type = tree.child(declaration, Field.type);
    const variadic = tree.kind(declaration) === Kind.variadic_parameter_declaration;
    const names = tree.childrenInField(declaration, Field.name);
    return (names.length > 0 ? names : [NONE]).map((name) => {
      const text = name === NONE ? '' : tree.textOf(name);
      return { name, text: text === '_' ? '' : text, type, variadic, declaration };
    });
  });
}

/** Functions around the node, innermost first: literals, then the declaration. */
export function functionsAround(file: GoFile, node: NodeId): NodeId[] {
  const found: NodeId[] = [];
  for (
    let fn = file.tree.ancestor(node, ...FUNCTION_KINDS);
    fn !== NONE;
    fn = file.tree.ancestor(fn, ...FUNCTION_KINDS)
  )
    found.push(fn);
  return found;
}

/** Name of the function or method declared around the node (or at it); empty at package level. */
export function declaredName(file: GoFile, node: NodeId): string {
  const { tree } = file;
  const own = tree.kind(node) === Kind.function_declaration || tree.kind(node) === Kind.method_declaration;
  const declaration = own ? node : tree.ancestor(node, Kind.function_declaration, Kind.method_declaration);
  return declaration === NONE ? '' : tree.textOf(tree.child(declaration, Field.name));
}
