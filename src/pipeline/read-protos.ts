import type { BlobReader, Snapshot } from '../core/change/snapshot.ts';
import { decodeText } from '../core/change/text.ts';
import { isNobodys } from '../core/contracts/nobodys.ts';
import { parseProto } from '../core/contracts/proto/parse.ts';
import type { ProtoFile } from '../core/contracts/proto/schema.ts';

/** Those nearest to the root. */
const MOST_FILES = 500;
/** Bytes. */
const LARGEST = 500_000;

/** The .proto files of a snapshot that are its own; what cannot be read is left out. */
export async function readProtos({ entries }: Snapshot, blobs: BlobReader): Promise<ProtoFile[]> {
  const paths = [...entries]
    .filter(
      ([path, { kind, size }]) =>
        path.endsWith('.proto') && !isNobodys(path) && kind === 'file' && (size ?? 0) <= LARGEST,
    )
    .sort(([a], [b]) => a.split('/').length - b.split('/').length)
    .slice(0, MOST_FILES);
  const byBlob = new Map(paths.map(([path, { blob }]) => [blob, path]));
  const files: ProtoFile[] = [];
  for await (const one of blobs.read([...byBlob.keys()])) {
    const path = byBlob.get(one.blob);
    if ('unavailable' in one || path === undefined || one.bytes.length > LARGEST) continue;
    const file = parseProto(path, decodeText(one.bytes).text);
    if (file) files.push(file);
  }
  return files;
}
