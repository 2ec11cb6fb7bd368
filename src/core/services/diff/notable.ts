import type { Evidence } from '../../findings/finding.ts';
import type { ChangedEdge, MapDiff } from './diff.ts';

/** Something that the change does to the architecture and that no single edge shows. */
export interface Notable {
  kind: 'cycle' | 'hop' | 'shared table';
  /** In Markdown, without links. */
  message: string;
  at: Evidence;
}

/** Of each kind. */
const MOST = 10;

/** New circles of calls, calls that lengthen what a request waits for, and tables that several services write now. */
export function notableOf({ services, edges }: MapDiff): Notable[] {
  const own = new Set(services.flatMap(({ kind, name }) => (kind === 'go' || kind === 'other' ? name : [])));
  const known = new Set([...own, ...services.flatMap(({ kind, name }) => (kind === 'sibling' ? name : []))]);
  const calls = edges.filter(
    ({ kind, state, from, to }) =>
      (kind === 'http' || kind === 'grpc') && state === 'called' && from !== to && known.has(from) && known.has(to),
  );
  const [before, after] = [calls.filter(isAtBase), calls.filter(isAtHead)];
  const circles = newCycles(before, after);
  const inCircle = new Set(circles.map(({ at }) => at));
  return [
    ...circles.slice(0, MOST),
    ...newHops(before, after, own)
      .filter(({ at }) => !inCircle.has(at))
      .slice(0, MOST),
    ...newlyShared(edges.filter(({ from }) => own.has(from))).slice(0, MOST),
  ];
}

const isAtBase = ({ change }: ChangedEdge) => change !== 'added';
const isAtHead = ({ change }: ChangedEdge) => change !== 'removed';

function newCycles(before: readonly ChangedEdge[], after: readonly ChangedEdge[]): Notable[] {
  const told = new Set<string>();
  return fresh(before, after).flatMap((edge): Notable[] => {
    const way = path(after, edge.to, edge.from);
    if (!way) return [];
    const key = [...new Set(way)].sort().join(' ');
    if (told.has(key)) return [];
    told.add(key);
    const circle = [edge.from, ...way].map((name) => `\`${name}\``).join(' → ');
    return at(edge, 'cycle', `New circle: ${circle}. They can only be released, and only fail, together.`);
  });
}

/** A call that is new between two services, of one that others wait for. */
function newHops(before: readonly ChangedEdge[], after: readonly ChangedEdge[], own: ReadonlySet<string>): Notable[] {
  return fresh(before, after).flatMap((edge): Notable[] => {
    if (!own.has(edge.from)) return [];
    const waits = [
      ...new Set(after.filter(({ to, from }) => to === edge.from && from !== edge.to).map(({ from }) => from)),
    ];
    const below = [...new Set(after.filter(({ from }) => from === edge.to).map(({ to }) => to))].filter(
      (name) => name !== edge.from,
    );
    if (waits.length === 0 && below.length === 0) return [];
    const chain = [...waits.slice(0, 1), edge.from, edge.to, ...below.slice(0, 1)]
      .map((name) => `\`${name}\``)
      .join(' → ');
    return at(edge, 'hop', `A request waits for one more service now: ${chain}.`);
  });
}

/** Edges between two services that had none. */
function fresh(before: readonly ChangedEdge[], after: readonly ChangedEdge[]): ChangedEdge[] {
  const pair = ({ from, to }: ChangedEdge) => JSON.stringify([from, to]);
  const known = new Set(before.map(pair));
  return [...new Map(after.filter((edge) => !known.has(pair(edge))).map((edge) => [pair(edge), edge])).values()];
}

/** The shortest way along calls, both ends included; null where there is none. */
function path(edges: readonly ChangedEdge[], from: string, to: string): string[] | null {
  const next = Map.groupBy(edges, (edge) => edge.from);
  const cameFrom = new Map<string, string | null>([[from, null]]);
  for (const name of cameFrom.keys()) {
    if (name === to) {
      const way: string[] = [];
      for (let at: string | null = to; at !== null; at = cameFrom.get(at) ?? null) way.unshift(at);
      return way;
    }
    for (const edge of next.get(name) ?? []) if (!cameFrom.has(edge.to)) cameFrom.set(edge.to, name);
  }
  return null;
}

function newlyShared(edges: readonly ChangedEdge[]): Notable[] {
  const tables = Map.groupBy(
    edges.filter(({ kind, subject }) => kind === 'table' && subject !== null),
    ({ to, subject }) => JSON.stringify([to, subject]),
  );
  return [...tables.values()].flatMap((uses): Notable[] => {
    const writers = (side: (edge: ChangedEdge) => boolean) =>
      new Set(uses.filter((edge) => side(edge) && edge.access === 'write').map(({ from }) => from));
    const [old, now] = [writers(isAtBase), writers(isAtHead)];
    const edge = uses.find(({ change, access }) => change === 'added' && access === 'write');
    if (!edge || now.size < 2 || old.size >= now.size) return [];
    const names = [...now].map((name) => `\`${name}\``).join(', ');
    return at(
      edge,
      'shared table',
      `Table \`${edge.subject}\` of \`${edge.to}\` is written by ${names} now: nobody owns it alone any more.`,
    );
  });
}

function at({ evidence: [first] }: ChangedEdge, kind: Notable['kind'], message: string): Notable[] {
  return first ? [{ kind, message, at: first }] : [];
}
