import { Kind } from '../../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../../go/syntax/tree.ts';
import type { Edit } from '../../../suggestions/edit.ts';

/** Replaces a node by other text. */
export function replaced(tree: SyntaxTree, node: NodeId, text: string): Edit {
  return { start: tree.start(node), end: tree.end(node), text };
}

/** The statement of a block that holds the node; NONE where another kind of statement holds it more closely. */
export function statementAround(tree: SyntaxTree, node: NodeId): NodeId {
  let statement = node;
  while (statement !== NONE && tree.kind(tree.parent(statement)) !== Kind.statement_list) {
    if (tree.kind(statement) === Kind.func_literal) return NONE;
    statement = tree.parent(statement);
  }
  return statement;
}

/** A line of its own before the statement, which must begin its line. */
export function lineBefore(tree: SyntaxTree, statement: NodeId, text: string): Edit | null {
  const indent = indentOf(tree, statement);
  const start = tree.start(statement);
  return indent === null ? null : { start, end: start, text: `${text.replaceAll('\n', `\n${indent}`)}\n${indent}` };
}

/** A line of its own after the statement, behind which nothing but a comment may stand on its last line. */
export function lineAfter(tree: SyntaxTree, statement: NodeId, text: string): Edit | null {
  const indent = indentOf(tree, statement);
  const end = lineEnd(tree, tree.end(statement));
  if (indent === null || !/^[ \t]*(?:\/\/.*)?$/.test(tree.text.slice(tree.end(statement), end))) return null;
  return { start: end, end, text: `\n${indent}${text.replaceAll('\n', `\n${indent}`)}` };
}

/** The whole lines of a statement that shares them with nothing. */
export function withoutLines(tree: SyntaxTree, statement: NodeId): Edit | null {
  const end = lineEnd(tree, tree.end(statement));
  if (indentOf(tree, statement) === null || tree.text.slice(tree.end(statement), end).trim() !== '') return null;
  return { start: lineStart(tree, tree.start(statement)), end: end + 1, text: '' };
}

/** What stands before a node that begins its line; null where that is not white space. */
export function indentOf(tree: SyntaxTree, node: NodeId): string | null {
  const head = tree.text.slice(lineStart(tree, tree.start(node)), tree.start(node));
  return head.trim() === '' ? head : null;
}

/** The statement behind this one in its block; NONE where it is the last. */
export function nextStatement(tree: SyntaxTree, statement: NodeId): NodeId {
  const all = tree.children(tree.parent(statement));
  return all[all.indexOf(statement) + 1] ?? NONE;
}

function lineStart(tree: SyntaxTree, offset: number): number {
  return tree.text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(tree: SyntaxTree, offset: number): number {
  const end = tree.text.indexOf('\n', offset);
  return end < 0 ? tree.text.length : end;
}
