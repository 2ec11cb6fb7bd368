import type { BlobReader } from '../core/change/snapshot.ts';
import type { Finding } from '../core/findings/finding.ts';
import type { BlobFacts } from '../core/go/analysed.ts';
import type { GoBlob, GoReader, GoSnapshot, Options } from '../core/go/reader.ts';
import type { Wanted } from '../core/suggestions/suggest.ts';

export interface Suggesting {
  go: GoReader;
  snapshot: GoSnapshot;
  /** Files of the snapshot that were judged. */
  files: readonly GoBlob[];
  facts: ReadonlyMap<string, BlobFacts>;
  blobs: BlobReader;
  options: Options;
  /** What the architect model proposes, by fingerprint. */
  replacements?: ReadonlyMap<string, string>;
}

/** The findings, those that are shown in detail with the suggestions that proved right. */
export async function suggest(findings: readonly Finding[], input: Suggesting): Promise<Finding[]> {
  const { go, snapshot, files, facts, blobs, options, replacements = new Map() } = input;
  const mendable = Map.groupBy(
    findings.filter((finding) => finding.new && (finding.mendable || replacements.has(finding.fingerprint))),
    ({ path }) => path,
  );
  const targets = files.flatMap((file) => {
    const wanted = mendable.get(file.path)?.map((finding) => wantedOf(finding, replacements));
    return wanted ? [{ ...file, wanted }] : [];
  });
  if (targets.length === 0) return [...findings];
  const mended = await go.suggestions(snapshot, facts, targets, blobs, options);
  const byPlace = new Map(mended.map((claim) => [placeOf(claim), claim.suggestion]));
  return findings.map((finding) =>
    finding.new ? { ...finding, suggestion: byPlace.get(placeOf(finding)) ?? finding.suggestion } : finding,
  );
}

function wantedOf(finding: Finding, replacements: ReadonlyMap<string, string>): Wanted {
  const { standard, start, end, line, endLine, fingerprint } = finding;
  const text = replacements.get(fingerprint);
  const named = { standard, start, end };
  return text === undefined ? named : { ...named, replacement: { claim: finding, line, endLine, text } };
}

function placeOf({ standard, path, start, end }: Pick<Finding, 'standard' | 'path' | 'start' | 'end'>): string {
  return `${standard} ${start} ${end} ${path}`;
}
