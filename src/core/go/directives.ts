import type { Directive } from './facts.ts';
import { Kind } from './syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from './syntax/tree.ts';

const IGNORE = /^\/\/\s*architect:ignore\s+(\S+)\s*(.*)$/;
const NOLINT = /^\/\/\s*nolint(?::([\w/*,-]+))?(?:\s*\/\/\s*(.*))?\s*$/;

const DECLARATIONS = new Set<number>([
  Kind.function_declaration,
  Kind.method_declaration,
  Kind.type_declaration,
  Kind.var_declaration,
  Kind.const_declaration,
]);

/** The `//nolint:<id>` and `// architect:ignore <id> <reason>` comments of a file. */
export function extractDirectives(tree: SyntaxTree): Directive[] {
  const found: Directive[] = [];
  for (const node of tree.descendants(0, Kind.comment)) {
    const text = tree.textOf(node).trimEnd();
    if (!text.startsWith('//')) continue;
    const directive = parseDirective(text);
    if (directive) found.push({ ...directive, line: tree.line(node), ...reach(tree, node) });
  }
  return found;
}

/** What one line comment asks for; null when it asks for nothing. */
export function parseDirective(text: string): Pick<Directive, 'form' | 'ids' | 'reason'> | null {
  const ignore = IGNORE.exec(text);
  if (ignore) return { form: 'architect:ignore', ids: (ignore[1] ?? '').split(','), reason: ignore[2]?.trim() || null };
  const nolint = NOLINT.exec(text);
  if (nolint) return { form: 'nolint', ids: nolint[1]?.split(',') ?? ['*'], reason: nolint[2]?.trim() || null };
  return null;
}

/** A comment after code speaks of its line; one on a line of its own of the declaration or statement below. */
function reach(tree: SyntaxTree, comment: NodeId): { from: number; to: number } {
  const line = tree.line(comment);
  if (!tree.lineText(line).startsWith('//')) return { from: line, to: line };
  let next = tree.next(comment);
  while (next < tree.size && tree.kind(next) === Kind.comment) next = tree.next(next);
  if (next >= tree.size || tree.parent(next) !== tree.parent(comment)) return { from: line, to: line + 1 };
  if (tree.parent(comment) === NONE && DECLARATIONS.has(tree.kind(next))) return { from: line, to: tree.endLine(next) };
  return { from: line, to: tree.line(next) };
}

/**
 * Ignore comments of a file that is no Go, by what its comments begin with. One after something speaks of its line, one
 * on a line of its own of the next line.
 */
export function commentDirectives(lines: readonly string[], mark: '//' | '#' | '--'): Directive[] {
  return lines.flatMap((text, index) => {
    const start = text.indexOf(mark);
    const directive = start < 0 ? null : parseDirective(`//${text.slice(start + mark.length)}`.trimEnd());
    if (!directive) return [];
    const line = index + 1;
    return [{ ...directive, line, from: line, to: text.trimStart().startsWith(mark) ? line + 1 : line }];
  });
}
