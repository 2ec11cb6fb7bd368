import type { BlobReader, PullRequest, Snapshot } from '../core/change/snapshot.ts';
import type { GoIndex } from '../core/go/index/go-index.ts';
import type { GoSnapshot } from '../core/go/reader.ts';
import { diffMaps, type MapDiff } from '../core/services/diff/diff.ts';
import { type Speaking, speakingIn } from '../core/services/edges/speaking.ts';
import { mapOf } from '../core/services/map/map.ts';
import type { ServiceMap } from '../core/services/service-map.ts';
import type { Siblings } from '../core/services/siblings/contracts.ts';
import type { DeclaredService } from '../core/services/units/services.ts';
import type { Memory, Ports } from './ports.ts';
import { type Code, readCode } from './read-code.ts';
import { readConfig } from './read-config.ts';
import { type ManifestMemory, type ReadManifest, readManifests } from './read-manifests.ts';
import { joined, siblingsOf } from './siblings.ts';
import { Stopwatch } from './stopwatch.ts';

/** Snapshots whose code is read, in the same order. */
export interface Mapped {
  snapshots: readonly Snapshot[];
  code: Code;
  /** What configuration says. */
  declared: readonly DeclaredService[];
}

/** The services of a snapshot and what they exchange, with the manifests that tell. */
export interface Deployed {
  map: ServiceMap;
  manifests: readonly ReadManifest[];
}

/** Maps each snapshot; from memory where the very same files were mapped before. */
export async function mapServices(
  { snapshots, code, declared }: Mapped,
  blobs: BlobReader,
  ports: Pick<Ports, 'go' | 'memory'>,
): Promise<Deployed[]> {
  const read: ManifestMemory = new Map();
  const mapped: Deployed[] = [];
  const isWhole = [...code.facts.values()].every((one) => !('skipped' in one) || one.parsed);
  let last: { index: GoIndex; speaking: Speaking } | null = null;
  for (const [at, snapshot] of snapshots.entries()) {
    const go = code.snapshots[at] as GoSnapshot;
    const index = ports.go.index(go, code.facts);
    const { manifests, missing } = await readManifests(snapshot, blobs, { read, ...ports });
    const before = last && { speaking: last.speaking, unchanged: index.sharedPaths(last.index) };
    const make = (): MadeMap => {
      const map = mapOf(index, manifests, declared, before);
      return { map, speaking: speakingIn(index) };
    };
    const { memory } = ports;
    const isSure = memory && isWhole && missing === 0;
    const made: MadeMap = isSure ? known(whatMakes(snapshot, go, declared), make, memory) : make();
    mapped.push({ map: made.map, manifests });
    last = { index, speaking: made.speaking };
  }
  return mapped;
}

/** A map with what saves the next one work. */
interface MadeMap {
  map: ServiceMap;
  speaking: Speaking;
}

function known(what: string, make: () => MadeMap, memory: Memory): MadeMap {
  const text = memory.get([what]).get(what);
  if (text !== undefined) return JSON.parse(text) as MadeMap;
  const made = make();
  memory.put(new Map([[what, JSON.stringify(made)]]));
  return made;
}

/** All that a map depends on: every file, which of them are read as Go, and configuration. */
function whatMakes({ entries }: Snapshot, { files }: GoSnapshot, declared: Mapped['declared']): string {
  const listed = [...entries].map(([path, { kind, blob }]) => `${path} ${kind} ${blob}`).sort();
  const asGo = files.map(({ path, claimsGenerated = false }) => `${path} ${claimsGenerated}`).sort();
  return JSON.stringify(['map', declared, listed, asGo]);
}

/** The maps of a pull request's sides, and what it does to them. */
export interface ChangedMap {
  base: ServiceMap;
  head: ServiceMap;
  diff: MapDiff;
  manifests: Record<'base' | 'head', readonly ReadManifest[]>;
}

export async function mapChange(
  { base, head, blobs }: PullRequest,
  code: Code,
  declared: readonly DeclaredService[],
  ports: Pick<Ports, 'go' | 'memory'>,
): Promise<ChangedMap> {
  const [before = NOTHING, after = NOTHING] = await mapServices(
    { snapshots: [base, head], code, declared },
    blobs,
    ports,
  );
  return {
    base: before.map,
    head: after.map,
    diff: diffMaps(before.map, after.map),
    manifests: { base: before.manifests, head: after.manifests },
  };
}

const NOTHING: Deployed = { map: { services: [], edges: [] }, manifests: [] };

/** `architect map`: reads configuration and code of the snapshots, the first of which is trusted, and maps them. */
export async function mapSnapshots(
  snapshots: readonly [Snapshot, ...Snapshot[]],
  blobs: BlobReader,
  ports: Ports,
): Promise<{ maps: ServiceMap[]; siblings: Siblings }> {
  const progress = (done: number, total: number) => ports.progress('parse', done, total);
  const { config } = await readConfig(snapshots[0], blobs);
  const named = snapshots.map((snapshot, at) => ({ name: at === 0 ? 'base' : 'head', snapshot }));
  const code = await readCode(named, blobs, ports.go, progress);
  const siblings = await siblingsOf(config.siblings, ports, new Stopwatch(ports.now));
  const deployed = await mapServices({ snapshots, code, declared: config.services }, blobs, ports);
  const maps: ServiceMap[] = [];
  for (const [at, { map }] of deployed.entries()) {
    const index = ports.go.index(code.snapshots[at] as GoSnapshot, code.facts);
    maps.push(await joined({ map, index, snapshot: snapshots[at] as Snapshot }, blobs, siblings));
  }
  return { maps, siblings };
}
