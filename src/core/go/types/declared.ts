import type { GoFile } from '../file.ts';
import { isCall } from '../syntax/calls.ts';
import { Field, Kind } from '../syntax/grammar.ts';
import { NONE, type NodeId } from '../syntax/tree.ts';
import { typeInfo } from './members.ts';
import { BOOL, deref, INT, predeclared, type Type, UNKNOWN } from './type.ts';

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
    case Kind.const_spec: {
      const type = tree.child(parent, Field.type);
      if (type) return file.typeAt(type);
      return assigned(
        file,
        tree.childrenInField(parent, Field.name).indexOf(declaration),
        valuesOf(file, parent, Field.value),
      );
    }
    case Kind.short_var_declaration: {
      const names = tree.children(tree.child(parent, Field.left));
      return assigned(file, names.indexOf(declaration), valuesOf(file, parent, Field.right));
    }
    case Kind.range_clause:
      return ranged(file, parent, tree.children(tree.child(parent, Field.left)).indexOf(declaration));
    case Kind.receive_statement: {
      const second = tree.children(tree.child(parent, Field.left)).indexOf(declaration) === 1;
      return second ? BOOL : file.typeOf(tree.child(parent, Field.right));
    }
    case Kind.type_switch_statement:
      return switched(file, parent, use);
    default:
      return UNKNOWN;
  }
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
  const only = values[0];
  if (only === undefined) return UNKNOWN;
  if (isCall(file.tree, only)) {
    const type = file.typeOf(only);
    return type.kind === 'tuple' ? (type.of[index] ?? UNKNOWN) : UNKNOWN;
  }
  // `v, ok := m[k]`, `v, ok := x.(T)`, `v, ok := <-ch`
  return index === 1 ? BOOL : UNKNOWN;
}

function ranged(file: GoFile, clause: NodeId, index: number): Type {
  let type = deref(file.typeOf(file.tree.child(clause, Field.right)));
  type = typeInfo(file.index, type)?.underlying ?? type;
  switch (type.kind) {
    case 'slice':
    case 'array':
      return index === 0 ? INT : type.of;
    case 'map':
      return index === 0 ? type.key : type.value;
    case 'chan':
      return type.of;
    case 'func': {
      const yielded = type.parameters[0];
      return yielded?.kind === 'func' ? (yielded.parameters[index] ?? UNKNOWN) : UNKNOWN;
    }
    case 'named':
      if (type.package === '' && type.name === 'string') return index === 0 ? INT : predeclared('rune');
      return type.package === '' && index === 0 ? type : UNKNOWN;
    default:
      return UNKNOWN;
  }
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
