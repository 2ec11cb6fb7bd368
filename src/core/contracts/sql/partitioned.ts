const CREATED =
  /\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:"?public"?\.)?"?(\w+)"?\s*\(([^;]{0,4000}?)\)\s*PARTITION\s+BY\b/gi;
const LONGEST = 200_000;
const RENAMED = /\bALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:"?public"?\.)?"?(\w+)"?\s+RENAME\s+TO\s+"?(\w+)"?/gi;

/** Tables that migrations make as partitioned ones, by all names that they had: a hint for advice, no proof. */
export function partitionedIn(texts: readonly string[]): ReadonlySet<string> {
  const tables = new Set(
    texts.flatMap((text) => [...text.slice(0, LONGEST).matchAll(CREATED)].map(([, name = '']) => name)),
  );
  const renamed = tables.size === 0 ? [] : texts.flatMap((text) => [...text.matchAll(RENAMED)]);
  for (const table of tables) for (const [, old = '', now = ''] of renamed) if (old === table) tables.add(now);
  return tables;
}
