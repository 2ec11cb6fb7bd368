import type { ChangedFile, FileStatus, Hunk } from '../../../core/change/change.ts';
import { DiffError } from '../../../core/change/errors.ts';
import { parseHunks } from '../../../core/change/parse-unified.ts';
import type { TreeEntry } from '../../../core/change/snapshot.ts';
import type { TreePair } from '../fill-hunks.ts';
import type { PullFile } from './schema.ts';

/**
 * The changed files: what differs between the two trees, which are the truth. GitHub's own list adds renames and
 * patches, where they agree with the trees. Sorted by path.
 */
export function compareTrees(trees: TreePair, listed: readonly PullFile[]): ChangedFile[] {
  const rows = new Map(listed.map((row) => [row.filename, row]));
  const sources = renameSources(trees, listed);
  const moved = new Set([...sources].filter(([path]) => rows.get(path)?.status !== 'copied').map(([, from]) => from));
  const files: ChangedFile[] = [];
  for (const [path, head] of trees.head.entries) {
    const from = sources.get(path) ?? path;
    const base = trees.base.entries.get(from) ?? null;
    if (from === path && base?.blob === head.blob && base.kind === head.kind) continue;
    const copied = from !== path && !moved.has(from);
    const status = base === null ? 'added' : from === path ? 'modified' : copied ? 'copied' : 'renamed';
    files.push(changedFile({ path, from, status, base, head, row: rows.get(path) }));
  }
  for (const [path, base] of trees.base.entries) {
    if (trees.head.entries.has(path) || moved.has(path)) continue;
    files.push(changedFile({ path, from: path, status: 'deleted', base, head: null, row: rows.get(path) }));
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Base path of every head path that was moved or copied: as GitHub says, else where the content is the same. */
function renameSources(trees: TreePair, listed: readonly PullFile[]): Map<string, string> {
  const sources = new Map<string, string>();
  const free = new Set([...trees.base.entries.keys()].filter((path) => !trees.head.entries.has(path)));
  const added = new Set([...trees.head.entries.keys()].filter((path) => !trees.base.entries.has(path)));
  for (const { status, filename, previous_filename: from } of listed) {
    if (from === undefined || !added.has(filename)) continue;
    const fits = status === 'renamed' ? free.delete(from) : status === 'copied' && trees.base.entries.has(from);
    if (!fits) continue;
    sources.set(filename, from);
    added.delete(filename);
  }
  const byBlob = new Map([...free].map((path) => [trees.base.entries.get(path)?.blob, path]));
  for (const path of added) {
    const entry = trees.head.entries.get(path);
    const from = byBlob.get(entry?.blob);
    // Empty files are all alike.
    if (from === undefined || entry?.size === 0 || !free.delete(from)) continue;
    sources.set(path, from);
  }
  return sources;
}

interface Pairing {
  path: string;
  from: string;
  status: FileStatus;
  base: TreeEntry | null;
  head: TreeEntry | null;
  row: PullFile | undefined;
}

function changedFile({ path, from, status, base, head, row }: Pairing): ChangedFile {
  const same = base?.blob === head?.blob;
  return {
    path,
    basePath: base === null ? null : from,
    status,
    kind: (head ?? base)?.kind ?? 'file',
    modeOnly: status === 'modified' && same,
    binary: false,
    baseBlob: base?.blob ?? null,
    headBlob: head?.blob ?? null,
    hunks: same || row === undefined ? [] : (usableHunks({ path, from, status, base, head, row }) ?? []),
    missingPatch: null,
  };
}

/** GitHub's patch, when it is of these two versions and complete; null when hunks have to be computed. */
function usableHunks({ from, status, head, row }: Pairing): Hunk[] | null {
  if (row?.patch === undefined) return null;
  // The list was asked apart from the trees: a push between them shows here.
  if (head !== null && row.sha !== head.blob) return null;
  if ((row.status === 'removed') !== (status === 'deleted')) return null;
  if ((row.status === 'added') !== (status === 'added')) return null;
  if ((row.previous_filename ?? from) !== from) return null;
  try {
    const hunks = parseHunks(row.patch);
    const lines = hunks.flatMap((hunk) => hunk.lines);
    const count = (kind: string) => lines.filter((line) => line.kind === kind).length;
    return count('added') === row.additions && count('deleted') === row.deletions ? hunks : null;
  } catch (error) {
    if (error instanceof DiffError) return null;
    throw error;
  }
}
