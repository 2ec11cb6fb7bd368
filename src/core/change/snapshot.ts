import type { Discussion } from '../architect/discussion.ts';
import type { Change, EntryKind } from './change.ts';

/** The repository's files at one commit: paths and object ids, contents on demand. */
export interface Snapshot {
  /** Commit, or a label such as `worktree` where there is no commit. */
  commit: string;
  /** By path, slash-separated, relative to the root. */
  entries: ReadonlyMap<string, TreeEntry>;
}

export interface TreeEntry {
  /** Git object id (SHA-1 or SHA-256 of the blob), also where there is no git. */
  blob: string;
  kind: EntryKind;
  /** Bytes; null when the listing does not say (submodules). */
  size: number | null;
}

/** Reads blobs by object id. A blob that cannot be had is reported, never left out. */
export interface BlobReader {
  /** Yields every asked id exactly once, in any order. */
  read(blobs: readonly string[]): AsyncIterable<Blob>;
}

export type Blob = { blob: string; bytes: Uint8Array } | { blob: string; unavailable: string };

/** Everything that a review needs of the repository. */
export interface PullRequest {
  change: Change;
  base: Snapshot;
  head: Snapshot;
  blobs: BlobReader;
  /** What is said around the change, where the source knows of any. Asked only before the model is. */
  discussion?: () => Promise<Discussion>;
  /** Releases processes and handles. */
  close(): Promise<void>;
}
