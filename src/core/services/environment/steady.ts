import { isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';

/**
 * Calls that a function makes on every way through, but for those that end in an error: statements of its body, up to
 * the first one that may leave it in peace.
 */
export function steadyCalls(tree: SyntaxTree, declaration: NodeId): NodeId[] {
  const found: NodeId[] = [];
  const list = tree.childOfKind(tree.child(declaration, Field.body), Kind.statement_list);
  for (const statement of list === NONE ? [] : tree.children(list)) {
    switch (tree.kind(statement)) {
      case Kind.if_statement:
        for (const field of [Field.initializer, Field.condition]) collect(tree, tree.child(statement, field), found);
        break;
      case Kind.for_statement:
      case Kind.expression_switch_statement:
      case Kind.type_switch_statement:
      case Kind.select_statement:
      case Kind.go_statement:
      case Kind.defer_statement:
        break;
      default:
        collect(tree, statement, found);
    }
    if (mayLeave(tree, statement)) return found;
  }
  return found;
}

function collect(tree: SyntaxTree, from: NodeId, found: NodeId[]): void {
  if (from === NONE) return;
  const end = tree.next(from);
  for (let node = from; node < end; node++) {
    if (tree.kind(node) === Kind.func_literal) node = tree.next(node) - 1;
    else if (isCall(tree, node)) found.push(node);
  }
}

/** It returns without an error. */
function mayLeave(tree: SyntaxTree, statement: NodeId): boolean {
  const end = tree.next(statement);
  for (let node = statement; node < end; node++) {
    if (tree.kind(node) === Kind.func_literal) node = tree.next(node) - 1;
    else if (tree.kind(node) === Kind.return_statement && !/\b\w*[eE]rr\w*\b|\bstatus\.|\b1$/.test(tree.textOf(node)))
      return true;
  }
  return false;
}
