import type { BlobReader, Snapshot } from '../core/change/snapshot.ts';
import { decodeText } from '../core/change/text.ts';
import type { Finding } from '../core/findings/finding.ts';

/** Texts at head of the files that findings speak of, for code frames. */
export async function readSources(
  findings: readonly Finding[],
  head: Snapshot,
  blobs: BlobReader,
): Promise<Map<string, string>> {
  const paths = Map.groupBy(new Set(findings.map(({ path }) => path)), (path) => head.entries.get(path)?.blob ?? '');
  paths.delete('');
  const texts = new Map<string, string>();
  for await (const blob of blobs.read([...paths.keys()])) {
    if ('unavailable' in blob) continue;
    const { text } = decodeText(blob.bytes);
    for (const path of paths.get(blob.blob) ?? []) texts.set(path, text);
  }
  return texts;
}
