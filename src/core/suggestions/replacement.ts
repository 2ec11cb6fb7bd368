import type { Claim, LineEdit } from '../findings/finding.ts';
import type { GoFile } from '../go/file.ts';
import { Kind } from '../go/syntax/grammar.ts';
import { NONE } from '../go/syntax/tree.ts';
import { declarationAt } from './declarations.ts';
import type { Edit } from './edit.ts';
import { shaped } from './shape.ts';

/** Lines that someone proposes to replace, for a claim that no standard makes. */
export interface Replacement extends LineEdit {
  claim: Claim;
}

/** The replacement as an edit of the file; null where it cannot be one of formatted Go within a function. */
export function editOf(file: GoFile, { line, endLine, text }: Replacement): Edit | null {
  const lines = file.tree.text.split('\n');
  const before = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
  const old = lines.slice(line - 1, endLine).join('\n');
  const code = shaped(text, /^[ \t]*/.exec(old)?.[0] ?? '');
  const declaration = declarationAt(file.tree, before + old.length - old.trimStart().length);
  const kind = declaration === NONE ? null : file.tree.kind(declaration);
  const isInFunction = kind === Kind.function_declaration || kind === Kind.method_declaration;
  if (code === null || code === '' || !isInFunction || isInLiteral(lines, line, endLine)) return null;
  return { start: before, end: before + old.length, text: code };
}

/** Fields of a literal stand in columns with their neighbours, which would have to move, too. */
function isInLiteral(lines: readonly string[], line: number, endLine: number): boolean {
  return [lines[line - 2], lines[endLine]].some((one) => /^\s*\w+:\s+\S.*,\s*$/.test(one ?? ''));
}

/** It asks nobody to look away, and needs no package that the file does not import. */
export function isHonest(before: GoFile, after: GoFile): boolean {
  if (after.facts.directives.length > before.facts.directives.length) return false;
  const known = new Set(qualifiersOf(before));
  return qualifiersOf(after).every((name) => known.has(name) || before.index.qualifier(before.facts, name) !== null);
}

/** Names that stand before a dot and are bound to nothing in their function. */
function qualifiersOf({ tree, bindings }: GoFile): string[] {
  const names: string[] = [];
  const { kinds } = tree.arrays;
  for (let node = 1; node < kinds.length; node++)
    if (kinds[node] === Kind.identifier && !bindings[node] && tree.kind(tree.parent(node)) === Kind.selector_expression)
      names.push(tree.textOf(node));
  return names;
}
