import type { BlobReader, Snapshot } from '../core/change/snapshot.ts';
import type { ProtoFile } from '../core/contracts/proto/schema.ts';
import type { GoIndex } from '../core/go/index/go-index.ts';
import { diffMaps, type MapDiff } from '../core/services/diff/diff.ts';
import type { ServiceMap } from '../core/services/service-map.ts';
import { type Callers, callersIn } from '../core/services/siblings/callers.ts';
import { NO_SIBLINGS, type Siblings } from '../core/services/siblings/contracts.ts';
import { routesIn } from '../core/services/siblings/contracts-of.ts';
import { withSiblings } from '../core/services/siblings/join.ts';
import { interfaceNames } from '../core/services/siblings/names.ts';
import type { Ports } from './ports.ts';
import { readProtos } from './read-protos.ts';
import type { Stopwatch } from './stopwatch.ts';

/** The siblings that configuration names, as far as there is a way to them. */
export async function siblingsOf(
  names: readonly string[],
  { siblings }: Pick<Ports, 'siblings'>,
  watch: Pick<Stopwatch, 'stage'>,
): Promise<Siblings> {
  const reading = siblings?.(names) ?? null;
  if (reading !== null) return await watch.stage('siblings', () => reading);
  const unread = names.map((repository) => ({ repository, why: 'this way of running reads no siblings' }));
  return unread.length > 0 ? { read: [], unread } : NO_SIBLINGS;
}

/** What of a snapshot is compared with siblings. */
export interface Side {
  map: ServiceMap;
  index: GoIndex;
  snapshot: Snapshot;
}

/** The map of a snapshot with what siblings know. */
export async function joined(side: Side, blobs: BlobReader, siblings: Siblings): Promise<ServiceMap> {
  return siblings.read.length === 0 ? side.map : join(side, await readProtos(side.snapshot, blobs), siblings);
}

function join({ map, index }: Side, protos: readonly ProtoFile[], siblings: Pick<Siblings, 'read'>): ServiceMap {
  return withSiblings(map, { names: interfaceNames(index, protos), routes: routesIn(map, index) }, siblings);
}

/** Both sides of a change, and what it does to them. */
export interface JoinedMaps {
  base: ServiceMap;
  head: ServiceMap;
  diff: MapDiff;
}

export interface Joined {
  shown: JoinedMaps;
  /** Without siblings whose own configuration keeps them from the architect model. */
  forModel: JoinedMaps;
  /** Of methods, likewise. */
  callers: { shown: Callers; forModel: Callers };
  /** All .proto files; empty where there are no siblings. */
  protos: Record<'base' | 'head', readonly ProtoFile[]>;
}

/** Standards judge the maps as they are: what only a sibling knows is shown, and holds no check. */
export async function joinChange(
  maps: JoinedMaps,
  sides: Readonly<Record<'base' | 'head', Omit<Side, 'map'>>>,
  blobs: BlobReader,
  siblings: Siblings,
): Promise<Joined> {
  if (siblings.read.length === 0) return { shown: maps, forModel: maps, ...NONE };
  const protos = {
    base: await readProtos(sides.base.snapshot, blobs),
    head: await readProtos(sides.head.snapshot, blobs),
  };
  const among = (read: Siblings['read']): JoinedMaps => {
    const base = join({ ...sides.base, map: maps.base }, protos.base, { read });
    const head = join({ ...sides.head, map: maps.head }, protos.head, { read });
    return { base, head, diff: diffMaps(base, head) };
  };
  const shown = among(siblings.read);
  const home = { names: interfaceNames(sides.base.index, protos.base) };
  const open = siblings.read.filter(({ forModel }) => forModel);
  return {
    shown,
    forModel: open.length === siblings.read.length ? shown : among(open),
    callers: { shown: callersIn(home, siblings.read), forModel: callersIn(home, open) },
    protos,
  };
}

const NONE: Pick<Joined, 'callers' | 'protos'> = {
  callers: { shown: new Map(), forModel: new Map() },
  protos: { base: [], head: [] },
};
