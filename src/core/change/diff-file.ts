import type { ChangedFile, DiffLine, Hunk } from './change.ts';
import { DiffError } from './errors.ts';
import { type FileHeader, kindOfMode } from './git-header.ts';

/** The empty blob's id, SHA-1 and SHA-256. */
const EMPTY_BLOBS = [
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
];

export function changedFile(header: FileHeader, hunks: Hunk[]): ChangedFile {
  const path = header.to ?? header.from;
  if (path === null) throw new DiffError(header.line, 'a file without a name');
  const ids = submoduleIds(header, hunks);
  const sameContent = hunks.length === 0 && !header.binary && ids.oldId === ids.newId;
  const modeOnly = header.status === 'modified' && sameContent && header.oldMode !== header.newMode;
  return {
    path,
    basePath: header.from,
    status: header.status,
    kind: kindOfMode(header.status === 'deleted' ? header.oldMode : header.newMode),
    modeOnly,
    binary: header.binary,
    baseBlob: header.from === null ? null : ids.oldId,
    headBlob: header.to === null ? null : ids.newId,
    hunks,
    missingPatch: missingPatch(header, hunks),
  };
}

/**
 * Git prints a change of kind (a file that becomes a symlink) as a deletion and a creation of one path.
 * Together they replace every line.
 */
export function mergeTypeChange(deleted: ChangedFile, added: ChangedFile): ChangedFile {
  const same = deleted.baseBlob !== null && deleted.baseBlob === added.headBlob;
  const binary = deleted.binary || added.binary;
  return {
    ...added,
    basePath: deleted.path,
    status: 'modified',
    modeOnly: same,
    binary,
    baseBlob: deleted.baseBlob,
    hunks: same || binary ? [] : replaceHunks([...linesOf(deleted)], [...linesOf(added)]),
    missingPatch: deleted.missingPatch ?? added.missingPatch,
  };
}

function* linesOf(file: ChangedFile): Generator<DiffLine> {
  for (const hunk of file.hunks) yield* hunk.lines;
}

/** One hunk that replaces a whole text; none when both are empty. */
function replaceHunks(deleted: DiffLine[], added: DiffLine[]): Hunk[] {
  if (deleted.length + added.length === 0) return [];
  return [
    {
      oldStart: deleted.length === 0 ? 0 : 1,
      oldLines: deleted.length,
      newStart: added.length === 0 ? 0 : 1,
      newLines: added.length,
      lines: [...deleted, ...added],
    },
  ];
}

function missingPatch(header: FileHeader, hunks: readonly Hunk[]): string | null {
  if (header.binary || hunks.length > 0 || header.oldId === header.newId) return null;
  const only = header.oldId ?? header.newId ?? '';
  const oneSided = header.oldId === null || header.newId === null;
  if (oneSided && EMPTY_BLOBS.some((empty) => empty.startsWith(only))) return null;
  return 'the diff holds no hunks for this file';
}

/** A submodule's text is its commit, in full, where the index line may abbreviate it. */
function submoduleIds(header: FileHeader, hunks: readonly Hunk[]): { oldId: string | null; newId: string | null } {
  const ids = { oldId: header.oldId, newId: header.newId };
  if (kindOfMode(header.oldMode) !== 'submodule' && kindOfMode(header.newMode) !== 'submodule') return ids;
  for (const line of hunks.flatMap((hunk) => hunk.lines)) {
    const commit = /^Subproject commit ([0-9a-f]{40,64})/.exec(line.text)?.[1];
    if (commit !== undefined && line.kind === 'deleted') ids.oldId = commit;
    if (commit !== undefined && line.kind === 'added') ids.newId = commit;
  }
  return ids;
}
