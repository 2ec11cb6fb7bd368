import { structuredPatch } from 'diff';
import type { Change, ChangedFile, DiffLine, Hunk } from '../../../src/core/change/change.ts';
import type { Finding } from '../../../src/core/findings/finding.ts';
import type { MatchOptions } from '../../../src/core/findings/match.ts';
import { matchClaims } from '../../../src/core/findings/match.ts';
import { badLines, type Standard } from './toy.ts';

/** Texts by path. */
export type Version = Readonly<Record<string, string>>;

export interface CompareOptions extends MatchOptions {
  /** Path at head → path at base, for files that git would recognise. */
  renames?: Readonly<Record<string, string>>;
  standard?: Standard;
  /** Lines of context in the diff. */
  context?: number;
}

/** Everything that the toy standard says at head, compared with base. */
export function compare(base: Version, head: Version, options: CompareOptions = {}): Finding[] {
  const { standard = badLines } = options;
  return matchClaims(claimsOf(base, standard), claimsOf(head, standard), changeOf(base, head, options), options);
}

/** `path:line` of what is new, where it is blamed. */
export function blamed(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ causal }) => (causal === null ? [] : [`${causal.path}:${causal.line}`]));
}

export function claimsOf(version: Version, standard: Standard = badLines) {
  return Object.entries(version).flatMap(([path, text]) => standard(path, text));
}

/** A change with a real diff. */
export function changeOf(base: Version, head: Version, { renames = {}, context = 3 }: CompareOptions = {}): Change {
  const origins = new Set(Object.values(renames));
  const files: ChangedFile[] = [];
  for (const [path, text] of Object.entries(head)) {
    const from = renames[path] ?? (Object.hasOwn(base, path) && !origins.has(path) ? path : null);
    const before = from === null ? '' : (base[from] ?? '');
    if (from === path && before === text) continue;
    const status = from === null ? 'added' : from === path ? 'modified' : 'renamed';
    files.push(entry({ path, basePath: from, status, hunks: hunksOf(before, text, context) }));
  }
  for (const [path, text] of Object.entries(base)) {
    if ((Object.hasOwn(head, path) && renames[path] === undefined) || origins.has(path)) continue;
    files.push(entry({ path, basePath: path, status: 'deleted', hunks: hunksOf(text, '', context) }));
  }
  return { base: 'base', head: 'head', title: null, body: null, files };
}

export function entry(file: Pick<ChangedFile, 'path' | 'basePath' | 'status' | 'hunks'>): ChangedFile {
  return { ...file, kind: 'file', modeOnly: false, binary: false, baseBlob: null, headBlob: null, missingPatch: null };
}

export function hunksOf(before: string, after: string, context = 3): Hunk[] {
  return structuredPatch('a', 'b', before, after, '', '', { context }).hunks.map((hunk) => {
    let [old, next] = [hunk.oldStart, hunk.newStart];
    const lines = hunk.lines.flatMap((text): DiffLine[] => {
      const rest = { text: text.slice(1), noNewline: false };
      if (text.startsWith('-')) return [{ kind: 'deleted', old: old++, new: null, ...rest }];
      if (text.startsWith('+')) return [{ kind: 'added', old: null, new: next++, ...rest }];
      return text.startsWith(' ') ? [{ kind: 'context', old: old++, new: next++, ...rest }] : [];
    });
    const { oldLines, newLines } = hunk;
    return {
      oldStart: oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart,
      oldLines,
      newStart: newLines === 0 ? hunk.newStart - 1 : hunk.newStart,
      newLines,
      lines,
    };
  });
}
