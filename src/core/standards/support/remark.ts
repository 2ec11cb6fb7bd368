import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';

/** A comment that gives the reason for dropping an error, not one that only says what the call does. */
export const REASON =
  /\b(?:ignor|best[ -]effort|can(?:not|'t)|never|fail|err(?:or)?s?\b|safe|optional|deliberate|intention|on purpose|no-?op|matter|discard|compatib)/i;

const OWN_LINE = /^\s*\/\/\s?(.*)$/;
const AT_END = /\s\/\/\s?([^"`]*)$/;

/** What a comment at the end of the node's first line says, or on the lines right above it; empty without one. */
export function remarkAt({ tree }: GoFile, node: NodeId): string {
  const line = tree.line(node);
  const said = [AT_END.exec(tree.lineText(line))?.[1] ?? ''];
  for (let above = line - 1; above > 0; above--) {
    const text = OWN_LINE.exec(tree.lineText(above))?.[1];
    if (text === undefined) break;
    said.unshift(text);
  }
  return said.join(' ').trim();
}
