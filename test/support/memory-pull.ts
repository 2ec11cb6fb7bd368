import type { Change, ChangedFile } from '../../src/core/change/change.ts';
import { computeHunks } from '../../src/core/change/compute.ts';
import type { BlobReader, PullRequest, Snapshot } from '../../src/core/change/snapshot.ts';
import { blobId } from '../../src/edge/fetch/blob-id.ts';

type Files = Readonly<Record<string, string>>;

/** A pull request between two sets of texts by path, held in memory. */
export function memoryPull(base: Files, head: Files, about: Partial<Change> = {}): PullRequest {
  const contents = new Map<string, Uint8Array>();
  const snapshot = (commit: string, files: Files): Snapshot => ({
    commit,
    entries: new Map(
      Object.entries(files).map(([path, text]) => {
        const bytes = Buffer.from(text);
        const blob = blobId(bytes, '0'.repeat(40));
        contents.set(blob, bytes);
        return [path, { blob, kind: 'file', size: bytes.length }] as const;
      }),
    ),
  });
  const sides = { base: snapshot('base', base), head: snapshot('head', head) };
  const paths = [...new Set([...Object.keys(base), ...Object.keys(head)])].sort();
  const blobs: BlobReader = {
    async *read(wanted) {
      for (const blob of wanted) {
        const bytes = contents.get(blob);
        yield bytes ? { blob, bytes } : { blob, unavailable: 'not there' };
      }
    },
  };
  const files = paths.flatMap((path): ChangedFile[] => {
    const [before, after] = [base[path], head[path]];
    if (before === after) return [];
    return [
      {
        path,
        basePath: before === undefined ? null : path,
        status: before === undefined ? 'added' : after === undefined ? 'deleted' : 'modified',
        kind: 'file',
        modeOnly: false,
        binary: false,
        baseBlob: sides.base.entries.get(path)?.blob ?? null,
        headBlob: sides.head.entries.get(path)?.blob ?? null,
        hunks: computeHunks(before ?? '', after ?? ''),
        missingPatch: null,
      },
    ];
  });
  const change: Change = { base: 'base', head: 'head', title: null, body: null, files, ...about };
  return { change, ...sides, blobs, async close() {} };
}
