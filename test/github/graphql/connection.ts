import { refuse } from './errors.ts';

export interface PageArgs {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
}

export interface Connection<T> {
  nodes: T[];
  edges: { cursor: string; node: T }[];
  totalCount: number;
  pageInfo: { startCursor: string | null; endCursor: string | null; hasNextPage: boolean; hasPreviousPage: boolean };
}

/** A page of the rows, which the keys tell apart, so that a row that goes does not shift the pages after it. */
export function connect<R, T>(
  rows: readonly R[],
  { first, last, after, before }: PageArgs,
  key: (row: R) => string | number,
  node: (row: R) => T,
): Connection<T> {
  const from = after ? position(rows, after, key) + 1 : 0;
  const to = before ? position(rows, before, key) : rows.length;
  const between = rows.slice(from, to);
  const started = typeof first === 'number' ? between.slice(0, first) : between;
  const shown = typeof last === 'number' ? started.slice(-last) : started;
  const edges = shown.map((row) => ({ cursor: cursorOf(key(row)), node: node(row) }));
  const skipped = started.length - shown.length;
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    totalCount: rows.length,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage: from + started.length < rows.length,
      hasPreviousPage: from + skipped > 0,
    },
  };
}

function cursorOf(key: string | number): string {
  return Buffer.from(`cursor:v2:${key}`).toString('base64');
}

function position<R>(rows: readonly R[], cursor: string, key: (row: R) => string | number): number {
  const at = rows.findIndex((row) => cursorOf(key(row)) === cursor);
  if (at < 0) throw refuse('UNPROCESSABLE', `\`${cursor}\` does not appear to be a valid cursor.`);
  return at;
}
