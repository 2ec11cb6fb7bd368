import type { BlobReader, Snapshot } from '../core/change/snapshot.ts';
import { decodeText } from '../core/change/text.ts';
import { isNobodys } from '../core/contracts/nobodys.ts';
import { isBufFile, withManagedPackages } from '../core/contracts/proto/managed.ts';
import { parseProto } from '../core/contracts/proto/parse.ts';
import type { ProtoFile } from '../core/contracts/proto/schema.ts';

/** Those nearest to the root. */
const MOST_FILES = 500;
/** Bytes. */
const LARGEST = 500_000;

/** The .proto files of a snapshot that are its own; what cannot be read is left out. */
export async function readProtos({ entries }: Snapshot, blobs: BlobReader): Promise<ProtoFile[]> {
  const wanted = [...entries]
    .filter(
      ([path, { kind, size }]) =>
        (path.endsWith('.proto') || isBufFile(path)) && !isNobodys(path) && kind === 'file' && (size ?? 0) <= LARGEST,
    )
    .sort(([a], [b]) => a.split('/').length - b.split('/').length)
    .slice(0, MOST_FILES);
  const paths = Map.groupBy(wanted, ([, { blob }]) => blob);
  const files: ProtoFile[] = [];
  const buf = new Map<string, string>();
  for await (const one of blobs.read([...paths.keys()])) {
    if ('unavailable' in one || one.bytes.length > LARGEST) continue;
    const { text } = decodeText(one.bytes);
    for (const [path] of paths.get(one.blob) ?? []) {
      if (isBufFile(path)) buf.set(path, text);
      else files.push(...[parseProto(path, text)].filter((file) => file !== null));
    }
  }
  return withManagedPackages(files, buf);
}
