import type { Blob, BlobReader } from '../../core/change/snapshot.ts';
import type { BlobFacts } from '../../core/go/analysed.ts';
import type { GoBlob } from '../../core/go/reader.ts';
import type { Target } from './analyser.ts';
import { LIMITS, TOO_LARGE } from './parser.ts';
import type { Failed } from './protocol.ts';

export type Loaded = Extract<Blob, { bytes: Uint8Array }>;

/** Blobs that can be parsed. The others' facts, that they were skipped and why, are added to `refused`. */
export async function* readable(blobs: AsyncIterable<Blob>, refused: BlobFacts[]): AsyncGenerator<Loaded> {
  for await (const blob of blobs) {
    if ('unavailable' in blob) refused.push({ blob: blob.blob, skipped: blob.unavailable, parsed: false });
    else if (blob.bytes.length > LIMITS.bytes) refused.push({ blob: blob.blob, skipped: TOO_LARGE, parsed: true });
    else yield blob;
  }
}

/** Targets, with their sources where `has` denies the tree. Those that cannot be had any more are added to `gone`. */
export async function* withBytes(
  targets: readonly GoBlob[],
  reader: BlobReader,
  has: (blob: string) => boolean,
  gone: Failed[],
): AsyncGenerator<Target> {
  const byBlob = Map.groupBy(targets, ({ blob }) => blob);
  const wanted = [...byBlob.keys()].filter((blob) => !has(blob));
  for (const [blob, own] of byBlob) if (has(blob)) yield* own;
  for await (const blob of reader.read(wanted))
    for (const target of byBlob.get(blob.blob) ?? []) {
      if ('bytes' in blob) yield { ...target, bytes: blob.bytes };
      else gone.push({ path: target.path, blob: target.blob, failed: blob.unavailable });
    }
}
