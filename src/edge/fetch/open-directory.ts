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
  /** Told what is listed before it is read. */
  found?: ((paths: readonly string[]) => void) | undefined;
}

export interface OpenedDirectory {
  /** Its commit is `worktree`. */
  snapshot: Snapshot;
  blobs: BlobReader;
  close(): Promise<void>;
}

/** Bytes of files that are kept from listing to reading them. */
const MOST_HELD = 32 * 1024 * 1024;

/**
 * Opens a directory as a snapshot: every wanted file but those under `.git` and `node_modules`. Ids are git's, so
 * each listed file is read once here, and in a small repository not again. A file that cannot be read is listed with
 * the id of zeros.
 *
 * @throws InputError when the directory cannot be listed
 */
export async function openDirectory(options: DirectoryOptions): Promise<OpenedDirectory> {
  const entries = new Map<string, TreeEntry>();
  const files = new Map<string, DiskFile>();
  const held = new Map<string, Uint8Array>();
  let heldBytes = 0;
  const found: DiskFile[] = [];
  for await (const file of walk(options.directory, options.wanted ?? (() => true))) found.push(file);
  options.found?.(found.map(({ path }) => path));
  for await (const { file, entry, bytes } of inOrder(found, OPEN_FILES, readEntry)) {
    entries.set(file.path, entry);
    files.set(entry.blob, file);
    if (bytes && heldBytes + bytes.length <= MOST_HELD) {
      held.set(entry.blob, bytes);
      heldBytes += bytes.length;
    }
    // Reading is synchronous: timers and signals get their turn.
    if (entries.size % 500 === 0) await setImmediate();
  }
  return { snapshot: { commit: 'worktree', entries }, blobs: diskReader(files, held), close: async () => {} };
}

interface Read {
  file: DiskFile;
  entry: TreeEntry;
  /** Absent where it could not be read. */
  bytes?: Uint8Array;
}

/** A file's row in a snapshot. */
async function readEntry(file: DiskFile): Promise<Read> {
  try {
    const { kind, bytes } = await readContent(file);
    return { file, entry: { blob: blobId(bytes), kind, size: bytes.length }, bytes };
  } catch {
    return { file, entry: { blob: UNKNOWN_BLOB, kind: 'file', size: null } };
  }
}

/**
 * Reads blobs from the files that held them when they were listed, and checks that they still do. What is still at hand
 * of the listing is given out once.
 */
function diskReader(files: ReadonlyMap<string, DiskFile>, held: Map<string, Uint8Array>): BlobReader {
  const read = async (blob: string): Promise<Blob> => {
    const known = held.get(blob);
    if (known && held.delete(blob)) return { blob, bytes: known };
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
