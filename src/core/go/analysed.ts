import type { FileFacts } from './facts.ts';

/** What is known of one blob of Go: its facts as JSON text (parsed when first needed), or why there are none. */
export type BlobFacts =
  | { blob: string; package: string; json: string }
  /** `parsed`: the content is why, so it will be skipped next time too; else the blob could not be had. */
  | { blob: string; skipped: string; parsed: boolean };

/** Facts read on first use and then kept. */
export function lazyFacts(
  path: string,
  known: { package: string; json: string },
): { path: string; package: string; facts: FileFacts } {
  let facts: FileFacts | null = null;
  return {
    path,
    package: known.package,
    get facts() {
      facts ??= JSON.parse(known.json) as FileFacts;
      return facts;
    },
  };
}
