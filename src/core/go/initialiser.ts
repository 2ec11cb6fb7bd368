import type { GoFile } from './file.ts';
import { unparenthesized } from './syntax/calls.ts';
import { Field, Kind, Token } from './syntax/grammar.ts';
import { NONE, type NodeId } from './syntax/tree.ts';

/** See `GoFile.initialiser`. */
export function initialiserOf(file: GoFile, expression: NodeId): NodeId {
  const { tree } = file;
  const node = unparenthesized(tree, expression);
  if (tree.kind(node) !== Kind.identifier) return node;
  const found = file.resolve(node);
  if (found.kind !== 'local' || isWrittenAgain(file, found.declaration)) return NONE;
  const { declaration } = found;
  let parent = tree.parent(declaration);
  if (tree.kind(parent) === Kind.expression_list) parent = tree.parent(parent);
  const spec = tree.kind(parent) === Kind.var_spec || tree.kind(parent) === Kind.const_spec;
  if (!spec && tree.kind(parent) !== Kind.short_var_declaration) return NONE;
  const names = spec ? tree.childrenInField(parent, Field.name) : tree.children(tree.child(parent, Field.left));
  const list = tree.child(parent, spec ? Field.value : Field.right);
  const values = list ? tree.children(list) : [];
  return values.length === names.length ? unparenthesized(tree, values[names.indexOf(declaration)] ?? NONE) : NONE;
}

/** The variable is assigned or its address taken after its declaration. */
export function isWrittenAgain(file: GoFile, declaration: NodeId): boolean {
  const { tree } = file;
  for (const node of file.usesOf(declaration)) {
    if (tree.kind(node) !== Kind.identifier) continue;
    const parent = tree.parent(node);
    if (tree.kind(parent) === Kind.unary_expression && tree.kind(tree.child(parent, Field.operator)) === Token['&'])
      return true;
    if (tree.kind(parent) === Kind.inc_statement || tree.kind(parent) === Kind.dec_statement) return true;
    const statement = tree.parent(parent);
    if (tree.kind(parent) !== Kind.expression_list || tree.field(parent) !== Field.left) continue;
    const kind = tree.kind(statement);
    if (kind === Kind.assignment_statement || kind === Kind.short_var_declaration || kind === Kind.range_clause)
      return true;
    if (kind === Kind.receive_statement) return true;
  }
  return false;
}
