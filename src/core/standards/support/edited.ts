import type { Hunk } from '../../change/change.ts';

/** Lines of code that a diff adds to an extent of the head and deletes from it, comments and empty ones left out. */
export interface Edited {
  added: readonly string[];
  deleted: readonly string[];
}

export function editedLines(hunks: readonly Hunk[], extent: { line: number; endLine: number }): Edited {
  const added: string[] = [];
  const deleted: string[] = [];
  for (const hunk of hunks) {
    let above = hunk.newStart - 1;
    for (const { kind, new: line, text } of hunk.lines) {
      if (line !== null) above = line;
      if (kind === 'context' || /^\s*(?:\/\/.*|\/\*.*\*\/\s*|[{}()]*)$/.test(text)) continue;
      if (kind === 'added' && above >= extent.line && above <= extent.endLine) added.push(text.trim());
      if (kind === 'deleted' && above >= extent.line && above < extent.endLine) deleted.push(text.trim());
    }
  }
  return { added, deleted };
}

/** The lines are the same but for names that became others, each always the same. */
export function isOnlyRenamed({ added, deleted }: Edited): boolean {
  if (added.length !== deleted.length) return false;
  const names = new Map<string, string>();
  return added.every((text, at) => {
    const [now, was] = [text.match(TOKEN) ?? [], (deleted[at] ?? '').match(TOKEN) ?? []];
    return (
      now.length === was.length &&
      now.every((token, place) => {
        const old = was[place] ?? '';
        if (!NAME.test(token) || !NAME.test(old)) return token === old;
        const known = names.get(old);
        names.set(old, known ?? token);
        return (known ?? token) === token;
      })
    );
  });
}

const NAME = /^[\p{L}_]/u;
const TOKEN = /[\p{L}_][\p{L}\p{N}_]*|"(?:[^"\\]|\\.)*"|[^\s\p{L}_]/gu;
