import { Kind } from '../go/syntax/grammar.ts';
import type { SyntaxTree } from '../go/syntax/tree.ts';
import type { Edit } from './edit.ts';
import { regionsOf } from './line-edits.ts';

/**
 * gofmt lines up the comments that end neighbouring lines. Edits that would move one of them away from its neighbours
 * are told here, rather than every line around being formatted anew.
 */
export function breaksColumns(before: SyntaxTree, after: SyntaxTree, edits: readonly Edit[]): boolean {
  const [olds, news] = [commentedLines(before), commentedLines(after)];
  let shift = 0;
  for (const { line, endLine, edits: own } of regionsOf(before.text, edits)) {
    const grown = own.reduce(
      (sum, edit) => sum + lineFeeds(edit.text) - lineFeeds(before.text.slice(edit.start, edit.end)),
      0,
    );
    const newLine = line + shift;
    shift += grown;
    if (grown === 0 && keepsLengths(before, own)) continue;
    if (touchesColumn(olds, line, endLine) || touchesColumn(news, newLine, endLine + shift)) return true;
  }
  return false;
}

/** Lines on which code is followed by a comment. */
function commentedLines(tree: SyntaxTree): Set<number> {
  const lines = new Set<number>();
  const { kinds } = tree.arrays;
  for (let node = 1; node < kinds.length; node++) {
    if (kinds[node] !== Kind.comment) continue;
    const start = tree.start(node);
    const head = tree.text.slice(tree.text.lastIndexOf('\n', start - 1) + 1, start);
    if (head.trim() !== '') lines.add(tree.lineAt(start));
  }
  return lines;
}

/** Two neighbouring lines end in comments, one of them among the lines given. */
function touchesColumn(commented: ReadonlySet<number>, line: number, endLine: number): boolean {
  for (let at = line - 1; at <= endLine; at++) if (commented.has(at) && commented.has(at + 1)) return true;
  return false;
}

function keepsLengths({ text }: SyntaxTree, edits: readonly Edit[]): boolean {
  return edits.every((edit) => {
    const old = text.slice(edit.start, edit.end);
    return old.length === edit.text.length && !old.includes('\n');
  });
}

function lineFeeds(text: string): number {
  return text.split('\n').length - 1;
}
