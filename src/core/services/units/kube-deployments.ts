import { dirOf } from '../../go/modules.ts';
import type { ContainerFact, KubeObject } from '../manifests/facts.ts';
import { isAside } from '../manifests/kind.ts';
import { isOpen } from '../manifests/template.ts';
import type { EnvironmentVariable } from '../service-map.ts';
import { type Chart, chartsOf, filledBy } from './chart-values.ts';
import { bareImage, type Deployment, evidenceAt, type Manifest } from './deployment.ts';
import { imageNames } from './kustomizations.ts';

interface Placed {
  object: KubeObject;
  path: string;
  /** Directory of the chart, or of the file. */
  scope: string;
  chart: Chart | null;
}

/** What Kubernetes starts, from plain manifests, charts and kustomizations. Sidecars of others are left out. */
export function kubeDeployments(manifests: readonly Manifest[]): Deployment[] {
  const objects = placedObjects(manifests);
  const services = objects.filter(({ object }) => object.kind === 'Service' && object.containers.length === 0);
  const maps = objects.filter(({ object }) => object.kind === 'ConfigMap');
  const renamed = imageNames(manifests);
  return objects.flatMap((placed) =>
    placed.object.containers.flatMap((container): Deployment[] => {
      const name = known(placed.object.name) ?? known(container.name);
      const image = container.image === null ? null : known(container.image);
      // A patch, or a template that says nothing.
      if (name === null || image === null || image === '') return [];
      const first = placed.object.containers.find((one) => one.image !== null && known(one.image) !== null);
      const hosts = hostsOf(placed, services);
      const bare = bareImage(image);
      return [
        {
          name: container === first ? name : `${name}-${container.name}`,
          hosts: container === first ? [...hosts, name] : [],
          images: [bare, ...renamed(bare)],
          build: null,
          command: container.command,
          arguments: container.arguments,
          environment: environmentOf(container, placed, maps),
          dir: null,
          at: evidenceAt(placed.path, container),
          aside: isAside(placed.path),
        },
      ];
    }),
  );
}

function known(text: string): string | null {
  return isOpen(text) ? null : text;
}

function placedObjects(manifests: readonly Manifest[]): Placed[] {
  const chartOf = chartsOf(manifests);
  return manifests.flatMap(({ path, facts }) => {
    if (facts.form !== 'kubernetes') return [];
    const chart = chartOf(path);
    return facts.objects.map((object) => ({
      object: chart ? filledObject(object, chart) : object,
      path,
      scope: chart?.dir ?? dirOf(path),
      chart,
    }));
  });
}

/** What is not known stays open. */
function filledObject(object: KubeObject, chart: Chart): KubeObject {
  const fill = (text: string) => (isOpen(text) ? (filledBy(chart, text) ?? text) : text);
  const all = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [fill(key), fill(text)]));
  return {
    ...object,
    name: fill(object.name),
    labels: all(object.labels),
    selector: all(object.selector),
    data: all(object.data),
    backends: object.backends.map(fill),
    containers: object.containers.map((container) => ({
      ...container,
      name: fill(container.name),
      image: container.image && fill(container.image),
      command: container.command?.map(fill) ?? null,
      arguments: container.arguments?.map(fill) ?? null,
      environment: container.environment.map((one) => ({ ...one, value: one.value && fill(one.value) })),
      environmentFrom: container.environmentFrom.map((one) => ({ ...one, name: fill(one.name) })),
    })),
  };
}

/** Services in front of the pods: those that select them, and nobody else beside them. */
function hostsOf(placed: Placed, services: readonly Placed[]): string[] {
  return services
    .filter((service) => near(service, placed) && selects(service.object.selector, placed.object.labels))
    .flatMap(({ object }) => known(object.name) ?? []);
}

function near(a: Placed, b: Placed): boolean {
  return (
    a.scope === b.scope || (a.chart === null && b.chart === null && dirOf(a.scope) === dirOf(b.scope) && a.scope !== '')
  );
}

function selects(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(selector).filter(([key, value]) => !isOpen(key) && !isOpen(value));
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

function environmentOf(container: ContainerFact, placed: Placed, maps: readonly Placed[]): EnvironmentVariable[] {
  const held = (name: string) => maps.find((map) => map.object.name === name && near(map, placed));
  const own = container.environment.map((one): EnvironmentVariable => {
    const { from } = one;
    const value = from?.kind === 'configmap' ? (held(from.name)?.object.data[from.key] ?? null) : one.value;
    return { ...evidenceAt(placed.path, one), name: one.name, value: value === null ? null : known(value) };
  });
  const whole = container.environmentFrom.flatMap(({ kind, name }) => {
    const map = kind === 'configmap' ? held(name) : undefined;
    return Object.entries(map?.object.data ?? {}).map(
      ([variable, value]): EnvironmentVariable => ({
        ...evidenceAt(map?.path ?? placed.path, map?.object ?? container),
        name: variable,
        value: known(value),
      }),
    );
  });
  return [...own, ...whole];
}
