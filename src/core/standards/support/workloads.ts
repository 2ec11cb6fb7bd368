import type { Evidence } from '../../findings/finding.ts';
import { rememberedBy } from '../../go/remember.ts';
import type { FactPlace, KubeObject } from '../../services/manifests/facts.ts';
import type { KubeContainer, WorkloadFact } from '../../services/manifests/pod-facts.ts';
import { isOpen } from '../../services/manifests/template.ts';
import type { ServiceNode } from '../../services/service-map.ts';
import type { Manifest } from '../../services/units/deployment.ts';
import { near, type Placed, placedObjects, selects } from '../../services/units/kube-objects.ts';
import type { DeployedSnapshot, JudgedManifest } from '../standard.ts';

/** What makes pods, written in full. */
export interface Workload extends Placed {
  object: KubeObject & { workload: WorkloadFact };
}

/** Workloads of a manifest; patches, which say only what they alter, are none. */
export function workloadsIn({ path, snapshot }: Pick<JudgedManifest, 'path' | 'snapshot'>): readonly Workload[] {
  return workloadsByPath(snapshot.manifests).get(path) ?? [];
}

export function allWorkloads({ manifests }: DeployedSnapshot): readonly Workload[] {
  return [...workloadsByPath(manifests).values()].flat();
}

export const workloadsByPath = rememberedBy((manifests: readonly Manifest[]) =>
  Map.groupBy(placedObjects(manifests).filter(isWorkload), ({ path }) => path),
);

function isWorkload(placed: Placed): placed is Workload {
  const { workload, containers, name } = placed.object;
  return workload !== null && name !== '' && containers.some(({ image }) => image !== null && image !== '');
}

/** Objects of a kind, of the whole snapshot. */
export function objectsOfKind({ manifests }: DeployedSnapshot, kind: string): readonly Placed[] {
  return byKind(manifests).get(kind) ?? [];
}

const byKind = rememberedBy((manifests: readonly Manifest[]) =>
  Map.groupBy(placedObjects(manifests), ({ object }) => object.kind),
);

/** Services of Kubernetes in front of the pods. */
export function servicesBefore(snapshot: DeployedSnapshot, workload: Workload): readonly Placed[] {
  return objectsOfKind(snapshot, 'Service').filter(
    (service) => near(service, workload) && selects(service.object.selector, workload.object.labels),
  );
}

/** The service of the map that a container runs; null for a sidecar, and where nothing is known of it. */
export function serviceOf({ map }: DeployedSnapshot, path: string, { line }: FactPlace): ServiceNode | null {
  return deployedAt(map).get(`${path}:${line}`) ?? null;
}

const deployedAt = rememberedBy(
  ({ services }: DeployedSnapshot['map']) =>
    new Map(services.flatMap((node) => node.evidence.map(({ path, line }) => [`${path}:${line}`, node] as const))),
);

/** It runs code of this repository. */
export function isOwn(snapshot: DeployedSnapshot, path: string, container: KubeContainer): boolean {
  const kind = serviceOf(snapshot, path, container)?.kind;
  return kind === 'go' || kind === 'other';
}

/** Something that kustomize or a values file lays over an object speaks of this key, so what is absent may be there. */
export function mayBePatched(
  { manifests }: Pick<DeployedSnapshot, 'manifests'>,
  { object }: Workload,
  keys: RegExp,
): boolean {
  return patchesOf(manifests).some(
    (patch) =>
      (patch.kind === null || (patch.kind === object.kind && namesMeet(patch.name, object.name))) &&
      keys.test(patch.keys),
  );
}

interface Patch {
  kind: string | null;
  name: string;
  keys: string;
}

/** Prefixes and suffixes of kustomize may stand around a name. */
function namesMeet(one: string, other: string): boolean {
  return one === other || one.endsWith(other) || other.endsWith(one) || one.startsWith(other);
}

/** What strategic merges say, by the object that they are laid over; of a patch within a kustomization all its text. */
const patchesOf = rememberedBy((manifests: readonly Manifest[]): readonly Patch[] => [
  ...placedObjects(manifests)
    .filter((placed) => placed.object.workload !== null && !isWorkload(placed))
    .map(({ object: { kind, name, containers, workload } }) => ({
      ...{ kind, name },
      keys: [
        ...containers.flatMap((one) => [
          ...[one.readiness && 'readinessProbe', one.liveness && 'livenessProbe', one.startup && 'startupProbe'],
          ...[(one.limits ?? one.requests) && 'resources'],
          ...one.environment.map((variable) => `env ${variable.name}`),
          ...one.environmentFrom.map(() => 'envFrom'),
        ]),
        ...[workload?.replicas && 'replicas', workload?.grace && 'terminationGracePeriodSeconds'],
      ].join('\n'),
    })),
  ...manifests.flatMap(({ facts }) =>
    facts.form === 'kustomization'
      ? facts.kustomization.inline.map((keys): Patch => ({ kind: null, name: '', keys }))
      : [],
  ),
]);

/** A block of a template that may be left out holds the setting, but not the object. */
export function isOptional({ depth = 0 }: FactPlace, { object }: Workload): boolean {
  return depth > (object.depth ?? 0);
}

/** `Deployment `orders``, as messages name it. */
export function called({ kind, name }: KubeObject): string {
  return isOpen(name) ? `${kind} of this template` : `${kind} \`${name}\``;
}

/** What runs there runs for those who develop it: worth a hint at most. */
export function isForDevelopers(path: string): boolean {
  return /(?:^|\/)(?:dev|devel|develop|development|local|localhost|minikube|kind|k3d|tilt|skaffold)\//i.test(path);
}

export function evidenceOf({ path, object: { line, text } }: Placed): Evidence {
  return { path, line, text };
}

export function extentOf({ from, to }: { from: number; to: number }): { line: number; endLine: number } {
  return { line: from, endLine: to };
}
