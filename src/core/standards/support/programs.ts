import type { Evidence } from '../../findings/finding.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { rememberedBy } from '../../go/remember.ts';
import { isAside } from '../../services/manifests/kind.ts';
import { type Equipment, equipmentOf } from '../../services/reach/equipment.ts';
import type { Part } from '../../services/reach/providers.ts';
import { type Reached, reachedBy } from '../../services/reach/reachable.ts';
import type { ServiceMap, ServiceNode } from '../../services/service-map.ts';
import type { Manifest } from '../../services/units/deployment.ts';
import type { JudgedServices } from '../standard.ts';
import { isForDevelopers } from './images.ts';
import { workloadsByPath } from './workloads.ts';

/** A service of the repository with what its program has. */
export interface Program {
  service: ServiceNode;
  equipment: Equipment;
}

/** What developers run for themselves, or to show something. */
const FOR_ONESELF = /(?:^|\/)(?:tools?|demos?|quick-?starts?|playgrounds?|mocks?|mock-[^/]+|[^/]+-mock)(?:\/|$)/i;

const KNOWN = new WeakMap<ServiceMap, Program[]>();

/** The programs that are deployed, each once for what its arguments choose; what serves tests and readers is left out. */
export function programsOf({ map, index }: { map: ServiceMap; index: GoIndex }): readonly Program[] {
  let found = KNOWN.get(map);
  if (!found) {
    const seen = new Set<Reached>();
    found = map.services.flatMap((service) => {
      const { kind, main } = service;
      if (kind !== 'go' || main === null || isAside(`${main}/`) || FOR_ONESELF.test(main)) return [];
      const reached = reachedBy(index, main, service);
      if (seen.has(reached)) return [];
      seen.add(reached);
      const equipment = equipmentOf(index, reached);
      return equipment ? [{ service, equipment }] : [];
    });
    KNOWN.set(map, found);
  }
  return found;
}

/**
 * Only a hint where nothing but files for developers starts the program; or nothing but a compose file, while it starts stand-ins of others beside it, or
 * other programs of the repository are deployed by more: then developers may be all that it is for.
 */
export function hintForDevelopers({ service }: Program, { map, manifests }: JudgedServices): { lane?: 'H' } {
  const { composed, standIns } = composeOf(manifests);
  const starts = service.evidence.filter(({ path }) => !/(?:Docker|Container)file/.test(path));
  if (starts.length > 0 && starts.every(({ path }) => isForDevelopers(path))) return { lane: 'H' };
  const isComposed = (node: ServiceNode) => node.evidence.every(({ path }) => composed.has(path));
  if (!isComposed(service)) return {};
  const isTried = service.evidence.every(({ path }) => standIns.has(path));
  const inCluster = map.services.some((node) => node.kind === 'go' && inKubernetes(manifests, node));
  return isTried || inCluster ? { lane: 'H' } : {};
}

function inKubernetes(manifests: readonly Manifest[], { evidence }: ServiceNode): boolean {
  const workloads = workloadsByPath(manifests);
  return evidence.some(({ path }) => !isAside(path) && !isForDevelopers(path) && workloads.has(path));
}

/** What takes the place of a cloud, of mail or of others' services where there is none. */
const STAND_IN =
  /localstack|azurite|dynamodb-local|mail(?:hog|pit|catcher|dev)|smtp4dev|wiremock|mock-?server|fake-?gcs|goaws|elasticmq|moto(?:server)?(?:$|:)|emulator|stripe-mock|(?:^|[-_/])(?:mock|fake|stub)(?:[-_/]|$)/i;

const composeOf = rememberedBy((manifests: readonly Manifest[]) => {
  const files = manifests.flatMap(({ path, facts }) => (facts.form === 'compose' ? [{ path, facts }] : []));
  const tried = files.filter(({ facts }) =>
    facts.services.some(({ name, image }) => STAND_IN.test(name) || STAND_IN.test(image ?? '')),
  );
  return { composed: new Set(files.map(({ path }) => path)), standIns: new Set(tried.map(({ path }) => path)) };
});

/** How a program serves those who call it: metrics and probes alone are no service. Null where it is not seen to. */
export function serves({ equipment }: Program): 'HTTP' | 'gRPC' | null {
  if (equipment.has('http server') && equipment.has('routes')) return 'HTTP';
  return equipment.has('grpc server') && equipment.has('rpcs') ? 'gRPC' : null;
}

/** Another program that serves and has the part, where at least half of the others do. */
export function siblingWith(part: Part, own: Program, programs: readonly Program[]): Program | null {
  const others = programs.filter((one) => one !== own && serves(one) !== null);
  const having = others.filter(({ equipment }) => equipment.has(part));
  return having.length * 2 >= others.length ? (having[0] ?? null) : null;
}

/** `orders` and the place, as a message says it. A place among the evidence would explain the claim when it is edited. */
export function placeIn({ service, equipment }: Program, part: Part): string {
  const at = equipment.has(part);
  return at ? `\`${service.name}\` (\`${at.path}:${at.line}\`)` : `\`${service.name}\``;
}

/** Where it starts to serve, unless that is in its main. */
export function startOf({ equipment: { main } }: Program, at: Evidence): Evidence[] {
  return at.path === main.path && at.line === main.line ? [] : [at];
}

/** Where it is deployed, unless that is its main itself. */
export function deployment({ service, equipment: { main } }: Program): Evidence[] {
  return service.evidence.filter(({ path, line }) => path !== main.path || line !== main.line).slice(0, 1);
}
