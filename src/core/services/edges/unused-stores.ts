import type { Exchange } from './found.ts';
import type { Site } from './sites.ts';

/** Kinds of stores of which it can be told whether a program has a use for them, by peer. */
const FAMILIES: Readonly<Record<string, string>> = {
  mongodb: 'mongodb',
  postgres: 'sql',
  mysql: 'sql',
  sqlserver: 'sql',
  database: 'sql',
  elasticsearch: 'elasticsearch',
};
const ELASTIC = 'elasticsearch';
const SQL_LIBRARY = /^database\/sql$|\/sqlx$|\/pgx(?:\/v\d+)?(?:\/pgxpool)?$|^gorm\.io\/gorm$|\/gorm$/;
const SQL_USE =
  /^(?:Query|Exec|Select|Get|NamedExec|NamedQuery|Prepare|Begin|First|Find|Take|Last|Create|Save|Delete|Update|Model|Table|Raw|Where|Count|Pluck|Preload)\w*$/;

/**
 * A helper that opens whatever it is configured for opens stores that a program has no use for: where one function opens
 * several kinds, those of which nothing in the program asks anything are only wired.
 */
export function withoutUnused(exchanges: readonly Exchange[], sites: readonly Site[]): Exchange[] {
  const opening = exchanges.filter(({ kind, peer }) => kind === 'database' && familyOf(peer) !== null);
  const unused = new Set<Exchange>();
  for (const group of Map.groupBy(opening, ({ site }) => site.declaration).values()) {
    if (new Set(group.map(({ peer }) => familyOf(peer))).size < 2) continue;
    const used = usedBy(exchanges, sites);
    if (used.size > 0) for (const one of group) if (!used.has(familyOf(one.peer))) unused.add(one);
  }
  // Its client asks nothing until it is told to.
  const asksElastic = exchanges.some(
    ({ kind, peer, state }) => kind === 'external' && peer === ELASTIC && state === 'called',
  );
  for (const one of opening) if (one.peer === ELASTIC && !asksElastic) unused.add(one);
  return exchanges.map((one) => (unused.has(one) ? { ...one, state: 'wired' } : one));
}

function usedBy(exchanges: readonly Exchange[], sites: readonly Site[]): Set<string | null> {
  const used = new Set(exchanges.flatMap(({ kind, peer }) => (kind === 'table' ? [familyOf(peer)] : [])));
  const asks = sites.some(
    ({ named }) =>
      named !== null && named.receiver !== null && SQL_LIBRARY.test(named.package) && SQL_USE.test(named.name),
  );
  return asks ? used.add('sql') : used;
}

function familyOf(peer: string | undefined): string | null {
  return FAMILIES[peer ?? ''] ?? null;
}
