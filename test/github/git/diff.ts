import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from './store.ts';

export interface Hunk {
  baseStart: number;
  baseCount: number;
  headStart: number;
  headCount: number;
}

export interface FileDiff {
  path: string;
  previousPath: string | null;
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  /** Blob at head, at base when removed. */
  sha: string;
  additions: number;
  deletions: number;
  /** From the first `@@` on; null without hunks: binary files, mere renames and mode changes. */
  patch: string | null;
}

const STATUS: Record<string, FileDiff['status']> = {
  A: 'added',
  D: 'removed',
  R: 'renamed',
  C: 'copied',
  T: 'changed',
};

/** What differs between two commits, as GitHub shows it: by path, with renames, three lines of context. */
export function diffCommits(objects: ObjectStore, base: string, head: string): Promise<FileDiff[]> {
  return objects.once(`diff ${base} ${head}`, async () => {
    const attributes = await headAttributes(objects, head);
    const output = await objects.git(
      ...['-c', `core.attributesFile=${attributes}`, '-c', 'core.quotepath=false', '-c', 'diff.renameLimit=1000'],
      ...['diff-tree', '-r', '-M', '-z', '--raw', '--numstat', '--patch', '--full-index', base, head],
    );
    return parseDiff(output);
  });
}

/** A file marked `-diff` at head is shown without its lines. Bare repositories read no attributes of a tree. */
async function headAttributes(objects: ObjectStore, head: string): Promise<string> {
  const object = await objects.object(`${head}:.gitattributes`);
  if (object?.type !== 'blob') return '/dev/null';
  const path = join(objects.folder, `attributes-${object.id}`);
  await writeFile(path, object.bytes);
  return path;
}

function parseDiff(output: Buffer): FileDiff[] {
  // Paths and lines may hold any bytes: cut them as bytes, decode the pieces.
  const text = output.toString('latin1');
  const fields = text.split('\0');
  const files: FileDiff[] = [];
  let at = 0;
  for (; fields[at]?.startsWith(':'); ) {
    const [, , before = '', after = '', letter = 'M'] = (fields[at] ?? '').split(' ');
    const moved = /^[RC]/.test(letter);
    const path = utf8(fields[at + (moved ? 2 : 1)] ?? '');
    files.push({
      path,
      previousPath: moved ? utf8(fields[at + 1] ?? '') : null,
      status: STATUS[letter.charAt(0)] ?? 'modified',
      sha: letter === 'D' ? before : after,
      additions: 0,
      deletions: 0,
      patch: null,
    });
    at += moved ? 3 : 2;
  }
  for (const file of files) {
    const [added = '', removed = ''] = (fields[at] ?? '').split('\t');
    file.additions = Number(added) || 0;
    file.deletions = Number(removed) || 0;
    at += file.previousPath === null ? 1 : 3;
  }
  const patches = fields
    .slice(at)
    .join('\0')
    .replace(/^\0/, '')
    .split(/^diff --git /m)
    .slice(1);
  for (const file of files) {
    // A file that became a link, or the other way round, is a removal and an addition to git.
    const [patch = ''] = patches.splice(0, file.status === 'changed' ? 2 : 1);
    const hunks = /^@@ [\s\S]*/m.exec(patch)?.[0];
    if (hunks !== undefined) file.patch = utf8(hunks).replace(/\n$/, '');
  }
  return files;
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm;

export function hunksOf(patch: string): Hunk[] {
  return [...patch.matchAll(HUNK)].map(([, baseStart, baseCount = '1', headStart, headCount = '1']) => ({
    baseStart: Number(baseStart),
    baseCount: Number(baseCount),
    headStart: Number(headStart),
    headCount: Number(headCount),
  }));
}

/** The lines of a file that changed, without context. */
export function changedHunks(objects: ObjectStore, base: string, head: string, path: string): Promise<Hunk[]> {
  return objects.once(`hunks ${base} ${head} ${path}`, async () => {
    const output = await objects.git('diff-tree', '-r', '-U0', '-p', base, head, '--', `:(literal)${path}`);
    return hunksOf(output.toString());
  });
}
