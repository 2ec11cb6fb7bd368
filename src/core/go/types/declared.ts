import type { GoFile } from '../file.ts';
import { isCall, unparenthesized } from '../syntax/calls.ts';
import { Field, Kind } from '../syntax/grammar.ts';
import { NONE, type NodeId } from '../syntax/tree.ts';
import { repeatedSpec } from '../values.ts';
import { defaulted } from './constants.ts';
import { rangedOf } from './operations.ts';
import { BOOL, type Type, UNKNOWN } from './type.ts';

/** Type of a local variable, parameter or constant, from the identifier that declares it. `use` matters in type switches. */
export function declaredType(file: GoFile, declaration: NodeId, use: NodeId): Type {
  const { tree } = file;
  let parent = tree.parent(declaration);
  if (tree.kind(parent) === Kind.expression_list) parent = tree.parent(parent);
  switch (tree.kind(parent)) {
    case Kind.parameter_declaration:
      return file.typeAt(tree.child(parent, Field.type));
    case Kind.variadic_parameter_declaration:
      return { kind: 'slice', of: file.typeAt(tree.child(parent, Field.type)) };
    case Kind.var_spec:
      return defaulted(specified(file, parent, parent, declaration));
    case Kind.const_spec:
      return specified(file, parent, repeatedSpec(tree, parent), declaration);
    case Kind.short_var_declaration: {
      const names = tree.children(tree.child(parent, Field.left));
      return defaulted(assigned(file, names.indexOf(declaration), valuesOf(file, parent, Field.right)));
    }
    case Kind.range_clause: {
      const position = tree.children(tree.child(parent, Field.left)).indexOf(declaration);
      return rangedOf(file.index, file.typeOf(tree.child(parent, Field.right)))[position] ?? UNKNOWN;
    }
    case Kind.receive_statement: {
      const second = tree.children(tree.child(parent, Field.left)).indexOf(declaration) === 1;
      return second ? BOOL : file.typeOf(tree.child(parent, Field.right));
    }
    case Kind.type_switch_statement:
      return defaulted(switched(file, parent, use));
    default:
      return UNKNOWN;
  }
}

/** Type of a `var` or `const`; `source` has the type and values that `spec` repeats, or is it. */
function specified(file: GoFile, spec: NodeId, source: NodeId, declaration: NodeId): Type {
  const type = file.tree.child(source, Field.type);
  if (type) return file.typeAt(type);
  const position = file.tree.childrenInField(spec, Field.name).indexOf(declaration);
  return assigned(file, position, valuesOf(file, source, Field.value));
}

function valuesOf(file: GoFile, node: NodeId, field: number): NodeId[] {
  const list = file.tree.child(node, field);
  return list ? file.tree.children(list) : [];
}

/** Type of the `index`th of several names, given the values on the right. */
function assigned(file: GoFile, index: number, values: readonly NodeId[]): Type {
  const value = values[index];
  if (values.length > 1 || index === 0) {
    if (value === undefined) return UNKNOWN;
    const type = file.typeOf(value);
    return type.kind === 'tuple' ? (type.of[index] ?? UNKNOWN) : type;
  }
  const only = unparenthesized(file.tree, values[0] ?? NONE);
  if (isCall(file.tree, only)) {
    const type = file.typeOf(only);
    return type.kind === 'tuple' ? (type.of[index] ?? UNKNOWN) : UNKNOWN;
  }
  // `v, ok := m[k]`, `v, ok := x.(T)`, `v, ok := <-ch`
  return index === 1 && only !== NONE ? BOOL : UNKNOWN;
}

/** `switch v := x.(type)`: the clause's type where it names one, else the operand's. */
function switched(file: GoFile, statement: NodeId, use: NodeId): Type {
  const { tree } = file;
  for (let node = use; node !== NONE && node !== statement; node = tree.parent(node)) {
    if (tree.parent(node) !== statement || tree.kind(node) !== Kind.type_case) continue;
    const types = tree.childrenInField(node, Field.type);
    const [only] = types;
    if (types.length === 1 && only !== undefined && tree.textOf(only) !== 'nil') return file.typeAt(only);
  }
  return file.typeOf(tree.child(statement, Field.value));
}
