import { Field, Kind } from '../../../go/syntax/grammar.ts';
import type { NodeId, SyntaxTree } from '../../../go/syntax/tree.ts';
import type { Edit } from '../../../suggestions/edit.ts';
import { indentOf, replaced } from './statement.ts';

/** gofmt's own bound: longer keys are lined up by a rule of proportions. */
const LONGEST_KEY = 40;

/** The struct literal with one more field at its end, values lined up as gofmt does; null where that is not simple. */
export function withField(tree: SyntaxTree, literal: NodeId, name: string, value: string): Edit[] | null {
  const body = tree.child(literal, Field.body);
  const elements = tree.children(body);
  const last = elements.at(-1);
  if (last === undefined) {
    const isBare = tree.end(body) - tree.start(body) === 2;
    return isBare ? [replaced(tree, body, `{${name}: ${value}}`)] : null;
  }
  if (elements.some((element) => tree.kind(element) !== Kind.keyed_element)) return null;
  if (tree.line(body) === tree.endLine(body)) return [insertion(tree.end(last), `, ${name}: ${value}`)];
  const indent = indentOf(tree, last);
  const end = tree.text.indexOf('\n', tree.end(last));
  if (indent === null || tree.text.slice(tree.end(last), end) !== ',') return null;
  const column = lastColumn(tree, elements);
  const keys = [...column.map((element) => keyOf(tree, element)), name];
  const width = Math.max(...keys.map((key) => key.length));
  if (width > LONGEST_KEY) return null;
  const edits = column.map((element) => aligned(tree, element, width));
  if (edits.includes(null)) return null;
  const padded = `${name}:${' '.repeat(width - name.length + 1)}${value},`;
  return [...edits.filter((edit) => edit !== null), insertion(end, `\n${indent}${padded}`)];
}

/** The fields at the end, each on one line, whose values stand in one column: no gap and no longer field between them. */
function lastColumn(tree: SyntaxTree, elements: readonly NodeId[]): NodeId[] {
  const column: NodeId[] = [];
  for (const element of elements.toReversed()) {
    const next = column.at(-1);
    if (tree.line(element) !== tree.endLine(element)) break;
    if (next !== undefined && tree.endLine(element) + 1 !== tree.line(next)) break;
    column.push(element);
  }
  return column;
}

/** Moves the value to the column; null where a comment stands behind it, which has a column too, or it shares its line. */
function aligned(tree: SyntaxTree, element: NodeId, width: number): Edit | null {
  const end = tree.text.indexOf('\n', tree.end(element));
  if (indentOf(tree, element) === null || tree.text.slice(tree.end(element), end) !== ',') return null;
  const key = tree.child(element, Field.key);
  const from = tree.end(key) + 1;
  const to = tree.start(tree.child(element, Field.value));
  return { start: from, end: to, text: ' '.repeat(width - keyOf(tree, element).length + 1) };
}

function keyOf(tree: SyntaxTree, element: NodeId): string {
  return tree.textOf(tree.child(element, Field.key));
}

function insertion(offset: number, text: string): Edit {
  return { start: offset, end: offset, text };
}
