import type { BlobReader, Snapshot } from '../core/change/snapshot.ts';
import { decodeText } from '../core/change/text.ts';
import type { Finding } from '../core/findings/finding.ts';
import { blotted } from '../core/report/confidential.ts';

/** Texts at head of the files that findings speak of, for code frames; without the secrets that they are about. */
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
    for (const path of paths.get(blob.blob) ?? [])
      texts.set(
        path,
        blotted(
          text,
          findings.filter((finding) => finding.path === path),
        ),
      );
  }
  return texts;
}
