import type { GoFile } from '../../go/file.ts';
import { enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';

/** One value that a variable is given. */
export interface Given {
  /** The expression; a call with several results stands for each of them. */
  value: NodeId;
  /** Position of the variable among the names on the left. */
  position: number;
  statement: NodeId;
}

/** Every value that a local variable is given in the declaration around it, from the identifier that declares it. */
export function valuesGiven(file: GoFile, declaration: NodeId): Given[] {
  const { tree, bindings } = file;
  const around = enclosingDeclaration(tree, declaration);
  const end = around ? tree.next(around) : tree.size;
  const given: Given[] = [];
  for (let node = declaration; node < end; node++) {
    if (tree.kind(node) !== Kind.identifier || bindings[node] !== declaration) continue;
    const found = givenAt(file, node);
    if (found) given.push(found);
  }
  return given;
}

/** The value that an identifier on the left of `=` or `:=`, or in a `var`, is given there. */
export function givenAt(file: GoFile, name: NodeId): Given | null {
  const { tree } = file;
  const parent = tree.parent(name);
  const spec = tree.kind(parent) === Kind.var_spec && tree.field(name) === Field.name;
  if (!spec && (tree.kind(parent) !== Kind.expression_list || tree.field(parent) !== Field.left)) return null;
  const statement = spec ? parent : tree.parent(parent);
  const kind = tree.kind(statement);
  if (!spec && kind !== Kind.assignment_statement && kind !== Kind.short_var_declaration) return null;
  const names = spec ? tree.childrenInField(statement, Field.name) : tree.children(parent);
  const list = tree.child(statement, spec ? Field.value : Field.right);
  const values = list ? tree.children(list) : [];
  const position = names.indexOf(name);
  const value = values.length === names.length ? values[position] : values.length === 1 ? values[0] : undefined;
  return { value: value ?? NONE, position, statement };
}
