import type { BlobReader, Snapshot } from '../core/change/snapshot.ts';
import { decodeText } from '../core/change/text.ts';
import { codeOwners, OWNER_FILES } from '../core/config/code-owners.ts';

/** Who owns which path, by the CODEOWNERS file of a snapshot; nobody where there is none. */
export async function readOwners(
  { entries }: Snapshot,
  blobs: BlobReader,
): Promise<(path: string) => readonly string[]> {
  const entry = OWNER_FILES.flatMap((path) => entries.get(path) ?? [])[0];
  if (entry?.kind === 'file')
    for await (const blob of blobs.read([entry.blob]))
      if (!('unavailable' in blob)) return codeOwners(decodeText(blob.bytes).text);
  return () => [];
}
