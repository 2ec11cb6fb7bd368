import type { GoFile } from '../file.ts';
import { Field, Kind, Token } from '../syntax/grammar.ts';
import { NONE, type NodeId } from '../syntax/tree.ts';
import { PREDECLARED_TYPES } from '../universe.ts';
import { pointerTo, type Type } from './type.ts';

const LITERAL_TYPES = new Set<number>([
  Kind.pointer_type,
  Kind.array_type,
  Kind.slice_type,
  Kind.map_type,
  Kind.channel_type,
  Kind.function_type,
  Kind.struct_type,
  Kind.interface_type,
]);

/**
 * The type that a node names where a value may stand as well: the callee of a conversion, the receiver of a method
 * expression, the argument of `new`. Null for a value and for what is not known to be a type.
 */
export function typeExpression(file: GoFile, node: NodeId): Type | null {
  const { tree } = file;
  const kind = tree.kind(node);
  if (LITERAL_TYPES.has(kind)) return file.typeAt(node);
  switch (kind) {
    case Kind.identifier:
    case Kind.type_identifier:
      return isTypeName(file, node) ? file.typeAt(node) : null;
    case Kind.selector_expression:
    case Kind.qualified_type: {
      const name = file.qualified(node);
      return name && file.index.package(name.package)?.type(name.name) ? file.typeAt(node) : null;
    }
    case Kind.generic_type:
      return typeExpression(file, tree.child(node, Field.type)) && file.typeAt(node);
    case Kind.index_expression:
      return typeExpression(file, tree.child(node, Field.operand)) && file.typeAt(node);
    case Kind.parenthesized_expression:
    case Kind.parenthesized_type:
      return typeExpression(file, tree.children(node)[0] ?? NONE);
    case Kind.unary_expression: {
      if (tree.kind(tree.child(node, Field.operator)) !== Token['*']) return null;
      const inner = typeExpression(file, tree.child(node, Field.operand));
      return inner && pointerTo(inner);
    }
    default:
      return null;
  }
}

/** The name is a type's, wherever that is declared. */
function isTypeName(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const found = file.resolve(node);
  const name = tree.textOf(node);
  switch (found.kind) {
    case 'local': {
      const parent = tree.kind(tree.parent(found.declaration));
      return (
        parent === Kind.type_spec ||
        parent === Kind.type_alias ||
        parent === Kind.type_parameter_declaration ||
        parent === Kind.type_elem // a receiver's type parameter
      );
    }
    case 'package':
      return file.package?.type(name) != null && !file.package.member(name);
    case 'import':
      return file.index.package(found.path)?.type(name) != null;
    default:
      return PREDECLARED_TYPES.has(name);
  }
}
