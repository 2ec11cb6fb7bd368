import type { GoFile } from '../../go/file.ts';
import { FUNCTION_KINDS } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';

const CHOICE =
  /secure|skip|check_?cert|max_?(?:tls)?_?version|verif|validat|unsafe|un_?trust|self_?signed|allow|legacy|compat|unix|min_?(?:tls)?_?version|\bdev|debug|test|local|ssl_?mode/i;
const NAMED_SO = /insecure|un_?secure|unsafe|unverified|un_?trusted|trust_?all|skip|no_?(?:tls_?)?verif|legacy/i;

/** Stands under an `if` or `case` on a setting that asks for it: configuration, not a constant of the program. */
export function isOptedIn(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const functions: readonly number[] = FUNCTION_KINDS;
  let below = node;
  for (let at = tree.parent(node); at !== NONE && !functions.includes(tree.kind(at)); at = tree.parent(at)) {
    if (CHOICE.test(conditionOf(tree, at, below))) return true;
    below = at;
  }
  return false;
}

/** What decides that control reaches `below` within the statement. */
function conditionOf(tree: SyntaxTree, statement: NodeId, below: NodeId): string {
  switch (tree.kind(statement)) {
    case Kind.if_statement: {
      const condition = tree.child(statement, Field.condition);
      return below === condition ? '' : tree.textOf(condition);
    }
    case Kind.expression_case:
      return tree.textOf(tree.child(statement, Field.value));
    case Kind.expression_switch_statement: {
      const value = tree.child(statement, Field.value);
      return value ? tree.textOf(value) : '';
    }
    default:
      return '';
  }
}

/** A variable, field or function around the node says so by its name: who uses it has chosen it. */
export function isNamedAsUnsafe(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  if (NAMED_SO.test((file.symbolAt(node) ?? '').split('.').at(-1) ?? '')) return true;
  for (let at = tree.parent(node); at !== NONE && tree.kind(at) !== Kind.block; at = tree.parent(at)) {
    const name =
      tree.kind(at) === Kind.keyed_element
        ? tree.child(at, Field.key)
        : tree.kind(at) === Kind.short_var_declaration || tree.kind(at) === Kind.assignment_statement
          ? tree.child(at, Field.left)
          : NONE;
    if (name && !tree.contains(name, node) && NAMED_SO.test(tree.textOf(name).replace('InsecureSkipVerify', '')))
      return true;
  }
  return goesToUnsafe(file, node);
}

/** `transport.TLSClientConfig = …` of a transport from which `insecureClient` is made. */
function goesToUnsafe({ tree, bindings }: GoFile, node: NodeId): boolean {
  const statement = tree.ancestor(node, Kind.assignment_statement, Kind.short_var_declaration, ...FUNCTION_KINDS);
  const assignment = tree.kind(node) === Kind.assignment_statement ? node : statement;
  const left = tree.child(assignment, Field.left);
  const [root] = left ? [left, ...tree.descendants(left, Kind.identifier)].filter((one) => bindings[one]) : [];
  if (root === undefined) return false;
  const around = tree.ancestor(assignment, ...FUNCTION_KINDS);
  for (const other of tree.descendants(around, Kind.assignment_statement)) {
    if (other === assignment || !NAMED_SO.test(tree.textOf(tree.child(other, Field.left)))) continue;
    for (const name of tree.descendants(tree.child(other, Field.right), Kind.identifier))
      if (bindings[name] === bindings[root]) return true;
  }
  return false;
}
