import type { BlobReader, Snapshot } from '../core/change/snapshot.ts';
import type { GoSnapshot } from '../core/go/reader.ts';
import { codeEdges } from '../core/services/edges/code-edges.ts';
import type { ServiceMap } from '../core/services/service-map.ts';
import { servicesOf } from '../core/services/units/services.ts';
import type { Ports } from './ports.ts';
import { readCode } from './read-code.ts';
import { readConfig } from './read-config.ts';
import { type ManifestMemory, readManifests } from './read-manifests.ts';

/** The services of snapshots and what they exchange; one map for each snapshot, in order. */
export async function mapServices(
  snapshots: readonly Snapshot[],
  blobs: BlobReader,
  ports: Ports,
): Promise<ServiceMap[]> {
  const progress = (done: number, total: number) => ports.progress('parse', done, total);
  const named = snapshots.map((snapshot, at) => ({ name: at === 0 ? 'base' : 'head', snapshot }));
  const [first] = snapshots;
  const { config } = first ? await readConfig(first, blobs) : { config: null };
  const code = await readCode(named, blobs, ports.go, progress);
  const memory: ManifestMemory = new Map();
  const maps: ServiceMap[] = [];
  for (const [at, snapshot] of snapshots.entries()) {
    const manifests = await readManifests(snapshot, blobs, memory);
    const index = ports.go.index(code.snapshots[at] as GoSnapshot, code.facts);
    const services = servicesOf(index, manifests, config?.services ?? []);
    const { edges, peers } = codeEdges(index, services);
    maps.push({ services: [...services, ...peers], edges });
  }
  return maps;
}
