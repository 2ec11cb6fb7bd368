import type { ChangedFile, FileStatus } from '../../../core/change/change.ts';
import { kindOfMode } from '../../../core/change/git-header.ts';
import { decodePath } from '../../../core/change/path-name.ts';
import { GitError, type GitRepository, runGit } from './git-process.ts';
import type { GitRange } from './git-refs.ts';

/** Renames are looked for among this many files at most, as git does by default. */
const RENAME_LIMIT = '-l1000';

const STATUS: Record<string, FileStatus> = { A: 'added', C: 'copied', D: 'deleted', R: 'renamed' };

/** Form of the comparison, the same for the list and the patch, whatever the repository's configuration says. */
export const DIFF_ARGS = [
  'diff-tree',
  '-r',
  '--no-commit-id',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-relative',
  '--full-index',
  '--ignore-submodules=none',
  '--submodule=short',
  RENAME_LIMIT,
];

/** Changed files without hunks: paths, modes and object ids as the two trees have them. */
export async function listChanges(git: GitRepository, range: GitRange): Promise<ChangedFile[]> {
  const args = (renames: string) => [...DIFF_ARGS, '--raw', '-z', renames, range.base, range.head];
  try {
    return parseRaw(await runGit(git, args('-M')));
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    // A partial clone cannot compare contents: renames of unchanged files need the ids only.
    return parseRaw(await runGit(git, args('-M100%')));
  }
}

/** Reads `git diff --raw -z --full-index`. */
export function parseRaw(output: Uint8Array): ChangedFile[] {
  const fields = nulFields(output);
  const files: ChangedFile[] = [];
  for (let header = fields.next(); !header.done; header = fields.next()) {
    const [oldMode, newMode, oldId, newId, letter] = header.value.slice(1).split(' ');
    const first: string = fields.next().value ?? '';
    const status = STATUS[letter?.[0] ?? ''] ?? 'modified';
    const path: string = status === 'renamed' || status === 'copied' ? (fields.next().value ?? '') : first;
    files.push({
      path,
      basePath: status === 'added' ? null : first,
      status,
      kind: kindOfMode((status === 'deleted' ? oldMode : newMode) ?? null),
      modeOnly: status === 'modified' && oldId === newId,
      binary: false,
      baseBlob: idOf(oldId),
      headBlob: idOf(newId),
      hunks: [],
      missingPatch: null,
    });
  }
  return files;
}

/** NUL-terminated fields as text. */
export function* nulFields(output: Uint8Array): Generator<string, undefined> {
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf(0, start);
    const stop = end === -1 ? output.length : end;
    yield decodePath(output.subarray(start, stop));
    start = stop + 1;
  }
}

function idOf(id: string | undefined): string | null {
  return id === undefined || /^0+$/.test(id) ? null : id;
}
