import type { ServiceMap } from '../../services/service-map.ts';
import { type Level, type Piece, pack } from './piece.ts';

/** A share of the changed files that one request shows. */
export interface Part {
  /** For the ledger and for whoever puts the answers together. */
  name: string;
  pieces: readonly Piece[];
}

/** Estimated tokens of changed code that one request shows, and requests that a review takes at most. */
export const LARGEST_PART = 40_000;
const MOST_PARTS = 4;

/** Directories that say where code lies and not what it belongs to. */
const PLACES = new Set(
  'cmd internal pkg src services service apps app api apis proto protos deploy deployments k8s helm charts manifests migrations db go backend server'.split(
    ' ',
  ),
);

/** The service that a path belongs to: by the map, else by the first directory that names something. */
export function grouping(map: ServiceMap | null): (path: string) => string {
  const roots = (map?.services ?? [])
    .flatMap(({ name, root, main }) => [root, main].flatMap((dir) => (dir ? [{ name, dir }] : [])))
    .sort((a, b) => b.dir.length - a.dir.length);
  return (path) => {
    const known = roots.find(({ dir }) => path.startsWith(`${dir}/`));
    if (known) return known.name;
    const named = path.split('/').find((segment) => !PLACES.has(segment)) ?? path;
    return named.replace(/(?<=.)\.\w+$/, '');
  };
}

/** What belongs together stays together, in as few parts as hold the change. */
export function partsOf(pieces: readonly Piece[], largest = LARGEST_PART): Part[] {
  const chosen = new Set(pack(pieces, largest * MOST_PARTS).chosen.map(({ piece }) => piece));
  const groups = Map.groupBy(
    pieces.filter((piece) => chosen.has(piece)),
    ({ group }) => group,
  );
  const bins: { names: string[]; pieces: Piece[]; tokens: number }[] = [];
  const largestFirst = [...groups]
    .map(([name, all]) => ({ name, all, tokens: sizeOf(all) }))
    .sort((a, b) => b.tokens - a.tokens);
  for (const { name, all, tokens } of largestFirst) {
    const roomy = bins.find((bin) => bin.tokens + tokens <= largest);
    const open = bins.length < MOST_PARTS ? undefined : bins.toSorted((a, b) => a.tokens - b.tokens)[0];
    const bin = roomy ?? open ?? { names: [], pieces: [], tokens: 0 };
    if (!bins.includes(bin)) bins.push(bin);
    bin.names.push(name);
    bin.pieces.push(...all);
    bin.tokens += tokens;
  }
  const order = new Map(pieces.map((piece, position) => [piece, position]));
  return bins.map((bin) => ({
    name: bin.names.join(', '),
    pieces: bin.pieces.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)),
  }));
}

/** Two parts of a part, by service where it has several; null where it is one file. */
export function halves({ pieces }: Part): [Part, Part] | null {
  if (pieces.length < 2) return null;
  const groups = [...Map.groupBy(pieces, ({ group }) => group).values()];
  const units = groups.length > 1 ? groups : pieces.map((piece) => [piece]);
  const total = sizeOf(pieces);
  const first: Piece[] = [];
  while (units.length > 1 && (first.length === 0 || sizeOf(first) + sizeOf(units[0] ?? []) <= total / 2))
    first.push(...(units.shift() ?? []));
  return [partNamed(first), partNamed(units.flat())];
}

function partNamed(pieces: readonly Piece[]): Part {
  return { name: [...new Set(pieces.map(({ group }) => group))].join(', '), pieces };
}

function sizeOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { levels }) => sum + (last(levels)?.tokens ?? 0), 0);
}

function last(levels: readonly Level[]): Level | undefined {
  return levels.at(-1);
}
