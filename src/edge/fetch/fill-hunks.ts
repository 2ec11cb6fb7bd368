import type { ChangedFile } from '../../core/change/change.ts';
import { computeHunks } from '../../core/change/compute.ts';
import type { BlobReader, Snapshot } from '../../core/change/snapshot.ts';
import { decodeText, hasNul, textWithBom } from '../../core/change/text.ts';
import { MAX_DIFF_BYTES, tooLarge } from './limits.ts';

/** The two trees that a file's blobs stand in. */
export interface TreePair {
  base: Snapshot;
  head: Snapshot;
}

/**
 * Computes hunks from the blobs of files whose patch is not at hand. What holds a NUL becomes binary; what cannot be
 * read, or is too large, says so in `missingPatch`. A file that comes in as binary and too large stays binary.
 */
export async function fillHunks(
  files: readonly ChangedFile[],
  trees: TreePair,
  blobs: BlobReader,
): Promise<ChangedFile[]> {
  const filled = new Map<ChangedFile, ChangedFile>();
  const open = new Map<ChangedFile, Set<string>>();
  const users = new Map<string, ChangedFile[]>();
  const got = new Map<string, Uint8Array>();
  for (const file of files) {
    const early = withoutBlobs(file, trees);
    if (early !== null) filled.set(file, early);
    else {
      open.set(file, new Set(idsOf(file)));
      for (const id of idsOf(file)) users.set(id, [...(users.get(id) ?? []), file]);
    }
  }
  // Both versions of a file are asked together, so that few halves are held at a time.
  for await (const blob of blobs.read([...open.keys()].flatMap(idsOf))) {
    if ('bytes' in blob) got.set(blob.blob, blob.bytes);
    for (const file of users.get(blob.blob) ?? []) {
      if ('unavailable' in blob) filled.set(file, { ...file, missingPatch: blob.unavailable });
      const missing = open.get(file);
      missing?.delete(blob.blob);
      if (missing?.size === 0 && !filled.has(file)) filled.set(file, compute(file, got));
    }
    dropUnused(got, users, filled);
  }
  return files.map((file) => filled.get(file) ?? file);
}

/** The file as it is when no blob has to be read; null when its blobs are needed. */
function withoutBlobs(file: ChangedFile, trees: TreePair): ChangedFile | null {
  if (file.baseBlob === file.headBlob) return file;
  if (file.kind === 'submodule')
    return { ...file, hunks: computeHunks(pointer(file.baseBlob), pointer(file.headBlob)) };
  const base = trees.base.entries.get(file.basePath ?? '')?.size ?? 0;
  const head = trees.head.entries.get(file.path)?.size ?? 0;
  const largest = Math.max(file.baseBlob === null ? 0 : base, file.headBlob === null ? 0 : head);
  if (largest <= MAX_DIFF_BYTES) return null;
  return file.binary ? file : { ...file, missingPatch: tooLarge(largest, MAX_DIFF_BYTES) };
}

function compute(file: ChangedFile, got: ReadonlyMap<string, Uint8Array>): ChangedFile {
  const [base, head] = [file.baseBlob, file.headBlob].map((id) => got.get(id ?? '') ?? new Uint8Array());
  if (base === undefined || head === undefined) return file;
  if (Math.max(base.length, head.length) > MAX_DIFF_BYTES) {
    return { ...file, missingPatch: tooLarge(Math.max(base.length, head.length), MAX_DIFF_BYTES) };
  }
  if (hasNul(base) || hasNul(head)) return { ...file, binary: true };
  const hunks = computeHunks(textWithBom(decodeText(base)), textWithBom(decodeText(head)));
  return { ...file, binary: false, hunks };
}

/** A blob may serve several files: it is let go when all of them are done. */
function dropUnused(
  got: Map<string, Uint8Array>,
  users: ReadonlyMap<string, readonly ChangedFile[]>,
  filled: ReadonlyMap<ChangedFile, ChangedFile>,
): void {
  for (const id of got.keys()) if (users.get(id)?.every((file) => filled.has(file))) got.delete(id);
}

/** The text git shows for a submodule. */
function pointer(commit: string | null): string {
  return commit === null ? '' : `Subproject commit ${commit}\n`;
}

function idsOf(file: ChangedFile): string[] {
  return [file.baseBlob, file.headBlob].filter((id) => id !== null);
}
