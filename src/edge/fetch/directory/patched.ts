import { applyHunks, reverseHunk } from '../../../core/change/apply.ts';
import type { ChangedFile, EntryKind, Hunk } from '../../../core/change/change.ts';
import { HunkMismatchError } from '../../../core/change/errors.ts';
import { InputError } from '../../../core/errors.ts';
import { blobId, UNKNOWN_BLOB } from '../blob-id.ts';
import type { DiskContent } from './walk.ts';

/** Which version of the change a directory holds. */
export type Held = 'base' | 'head';

/** One version of a changed file. */
export interface Version {
  path: string;
  blob: string;
  kind: EntryKind;
  /** Null when the diff does not say, as for binary files and submodules. */
  bytes: Uint8Array | null;
}

/** A changed file seen from the version on disk. */
export interface Patched {
  file: ChangedFile;
  /** As it is on disk; null when this version has no such file. */
  here: Version | null;
  /** As the diff makes it. */
  there: Version | null;
}

/**
 * Carries one file over to its other version.
 *
 * @param file from the diff, its hunks holding bytes as characters (latin1), as contents on disk need not be UTF-8
 * @param disk what the directory holds at a path; null for nothing
 * @throws InputError when the directory does not hold this version: HunkMismatchError with the first line that differs
 */
export function carryOver(file: ChangedFile, held: Held, disk: (path: string) => DiskContent | null): Patched {
  const view = viewFrom(file, held);
  if (file.kind === 'submodule') return submodule(file, view);
  const here = view.here === null ? null : requireFile(view.here, disk);
  if (view.there !== null && here === null && disk(view.there) !== null) {
    throw new InputError(`${view.there}: not in this version of the diff, but it exists`);
  }
  if (file.binary || file.missingPatch !== null) return { file, here, there: unknownVersion(file, view, here) };
  const text = here === null ? '' : Buffer.from(here.bytes).toString('latin1');
  const result = applyHunks(file.path, text, view.hunks);
  if (view.there !== null) return { file, here, there: knownVersion(file, held, view.there, result) };
  const [left] = result.split('\n');
  if (result !== '') throw new HunkMismatchError(file.path, 1 + deletedBefore(view.hunks), null, left ?? '');
  return { file, here, there: null };
}

interface View {
  here: string | null;
  there: string | null;
  hunks: Hunk[];
  hereBlob: string | null;
  thereBlob: string | null;
}

function viewFrom(file: ChangedFile, held: Held): View {
  const head = file.status === 'deleted' ? null : file.path;
  const { basePath: base, baseBlob, headBlob, hunks } = file;
  if (held === 'base') return { here: base, there: head, hunks, hereBlob: baseBlob, thereBlob: headBlob };
  return { here: head, there: base, hunks: hunks.map(reverseHunk), hereBlob: headBlob, thereBlob: baseBlob };
}

function requireFile(path: string, disk: (path: string) => DiskContent | null): Version & DiskContent {
  const content = disk(path);
  if (content === null) throw new InputError(`${path}: no such file`);
  return { path, blob: blobId(content.bytes), ...content };
}

function submodule(file: ChangedFile, view: View): Patched {
  const version = (path: string | null, blob: string | null): Version | null =>
    path === null ? null : { path, blob: blob ?? UNKNOWN_BLOB, kind: 'submodule', bytes: null };
  return { file, here: version(view.here, view.hereBlob), there: version(view.there, view.thereBlob) };
}

/** Without hunks, the ids are all there is: the one here must be the one of the diff, the other is believed. */
function unknownVersion(file: ChangedFile, view: View, here: Version | null): Version | null {
  if (here !== null && view.hereBlob !== null && !here.blob.startsWith(view.hereBlob)) {
    throw new InputError(`${here.path}: not the version that the diff speaks of (${view.hereBlob})`);
  }
  if (view.there === null) return null;
  const full = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(view.thereBlob ?? '') ? view.thereBlob : null;
  return { path: view.there, blob: full ?? UNKNOWN_BLOB, kind: file.kind, bytes: null };
}

function knownVersion(file: ChangedFile, held: Held, path: string, text: string): Version {
  const bytes = Buffer.from(text, 'latin1');
  return { path, blob: blobId(bytes), kind: held === 'base' ? file.kind : kindAtBase(file, bytes), bytes };
}

/** A parsed diff tells the kind at head only: the base's follows from it. */
function kindAtBase(file: ChangedFile, bytes: Uint8Array): EntryKind {
  if (file.kind === 'symlink') return bytes.includes(10) ? 'file' : 'symlink';
  if (!file.modeOnly) return file.kind;
  return file.kind === 'executable' ? 'file' : 'executable';
}

function deletedBefore(hunks: readonly Hunk[]): number {
  return hunks.flatMap((hunk) => hunk.lines).filter((line) => line.kind === 'deleted').length;
}
