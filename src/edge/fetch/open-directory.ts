import { setImmediate } from 'node:timers/promises';
import type { Blob, BlobReader, Snapshot, TreeEntry } from '../../core/change/snapshot.ts';
import { blobId, UNKNOWN_BLOB } from './blob-id.ts';
import { type DiskFile, OPEN_FILES, readContent, walk } from './directory/walk.ts';
import { inOrder } from './in-order.ts';

export interface DirectoryOptions {
  /** Needs neither git nor go.mod. */
  directory: string;
  /** Files to list; all when absent. What is not wanted is neither read nor listed. */
  wanted?: ((path: string) => boolean) | undefined;
}

export interface OpenedDirectory {
  /** Its commit is `worktree`. */
  snapshot: Snapshot;
  blobs: BlobReader;
  close(): Promise<void>;
}

/**
 * Opens a directory as a snapshot: every wanted file but those under `.git` and `node_modules`. Ids are git's, so
 * each listed file is read once here. A file that cannot be read is listed with the id of zeros.
 *
 * @throws InputError when the directory cannot be listed
 */
export async function openDirectory(options: DirectoryOptions): Promise<OpenedDirectory> {
  const entries = new Map<string, TreeEntry>();
  const files = new Map<string, DiskFile>();
  const found: DiskFile[] = [];
  for await (const file of walk(options.directory, options.wanted ?? (() => true))) found.push(file);
  // As git lists them.
  found.sort((a, b) => Buffer.compare(a.place, b.place));
  for await (const { file, entry } of inOrder(found, OPEN_FILES, readEntry)) {
    entries.set(file.path, entry);
    files.set(entry.blob, file);
    // Reading is synchronous: timers and signals get their turn.
    if (entries.size % 500 === 0) await setImmediate();
  }
  return { snapshot: { commit: 'worktree', entries }, blobs: diskReader(files), close: async () => {} };
}

/** A file's row in a snapshot. */
export async function readEntry(file: DiskFile): Promise<{ file: DiskFile; entry: TreeEntry }> {
  try {
    const { kind, bytes } = await readContent(file);
    return { file, entry: { blob: blobId(bytes), kind, size: bytes.length } };
  } catch {
    return { file, entry: { blob: UNKNOWN_BLOB, kind: 'file', size: null } };
  }
}

/** Reads blobs from the files that held them when they were listed, and checks that they still do. */
export function diskReader(files: ReadonlyMap<string, DiskFile>): BlobReader {
  const read = async (blob: string): Promise<Blob> => {
    const file = files.get(blob);
    if (file === undefined) return { blob, unavailable: 'not in this directory' };
    try {
      const { bytes } = await readContent(file);
      if (blobId(bytes) !== blob) return { blob, unavailable: `${file.path} changed while it was reviewed` };
      return { blob, bytes };
    } catch (error) {
      return { blob, unavailable: `${file.path}: ${error instanceof Error ? error.message : String(error)}` };
    }
  };
  return { read: (blobs) => inOrder(new Set(blobs), OPEN_FILES, read) };
}
