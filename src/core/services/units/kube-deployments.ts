import type { ContainerFact } from '../manifests/facts.ts';
import { isAside } from '../manifests/kind.ts';
import type { KubeContainer } from '../manifests/pod-facts.ts';
import { readSettings, SETTINGS_FILE } from '../manifests/settings.ts';
import type { EnvironmentVariable } from '../service-map.ts';
import { settingsIn } from '../settings/service-settings.ts';
import { bareImage, type Deployment, evidenceAt, type Manifest } from './deployment.ts';
import { type GeneratedMap, generatedMaps } from './generated-maps.ts';
import { known, near, type Placed, placedObjects, selects } from './kube-objects.ts';
import { imageNames } from './kustomizations.ts';

/** What Kubernetes starts, from plain manifests, charts and kustomizations. Sidecars of others are left out. */
export function kubeDeployments(manifests: readonly Manifest[]): Deployment[] {
  const objects = placedObjects(manifests);
  const services = objects.filter(({ object }) => object.kind === 'Service' && object.containers.length === 0);
  const maps = objects.filter(({ object }) => object.kind === 'ConfigMap');
  const renamed = imageNames(manifests);
  const generated = generatedMaps(manifests);
  return objects.flatMap((placed) =>
    placed.object.containers.flatMap((container): Deployment[] => {
      const name = known(placed.object.name) ?? known(container.name);
      const images = imagesOf(container);
      // A patch, or a template that says nothing.
      if (name === null || images.length === 0) return [];
      const first = placed.object.containers.find((one) => imagesOf(one).length > 0);
      const hosts = hostsOf(placed, services);
      return [
        {
          name: container === first ? name : `${name}-${container.name}`,
          hosts: container === first ? [...hosts, name] : [],
          images: images.flatMap((image) => [image, ...renamed(image)]),
          build: null,
          command: container.command,
          arguments: container.arguments,
          environment: environmentOf(container, placed, heldFor(placed)),
          settings: mountedSettings(container, heldFor(placed)),
          dir: null,
          at: evidenceAt(placed.path, container),
          aside: isAside(placed.path),
        },
      ];
    }),
  );

  function heldFor(placed: Placed): Held {
    const made = generated(placed.path);
    return (name) => [
      ...maps
        .filter((one) => one.object.name === name && near(one, placed))
        .slice(0, 1)
        .map(({ object, path }) => ({ data: object.data, at: evidenceAt(path, object) })),
      ...made.filter((one) => one.name === name),
    ];
  }
}

/** What a container may start, by the branches of its template: names without versions. */
function imagesOf({ image, otherImages = [] }: ContainerFact): string[] {
  const all = [image, ...otherImages].flatMap((one) => (one && known(one)) || []);
  return [...new Set(all.map(bareImage))];
}

/** The ConfigMaps of a name that pods may mean: one that stands there, those that kustomizations make. */
type Held = (name: string) => readonly (Pick<GeneratedMap, 'data' | 'at'> & Partial<GeneratedMap>)[];

/** Services in front of the pods: those that select them, and nobody else beside them. */
function hostsOf(placed: Placed, services: readonly Placed[]): string[] {
  return services
    .filter((service) => near(service, placed) && selects(service.object.selector, placed.object.labels))
    .flatMap(({ object }) => known(object.name) ?? []);
}

/** What the files of ConfigMaps say that a container mounts. */
function mountedSettings({ files = [] }: KubeContainer, held: Held): EnvironmentVariable[] {
  return files.flatMap(({ map, keys }) =>
    held(map).flatMap(({ data, settings, at }) => {
      const isMounted = (key: string) => SETTINGS_FILE.test(key) && (keys?.includes(key) ?? true);
      return [
        ...Object.entries(data).flatMap(([key, text]) => (isMounted(key) ? settingsIn(readSettings(text), at) : [])),
        ...[...(settings ?? [])].flatMap(([key, given]) => (isMounted(key) ? given : [])),
      ];
    }),
  );
}

function environmentOf(container: ContainerFact, placed: Placed, held: Held): EnvironmentVariable[] {
  const own = container.environment.flatMap((one): EnvironmentVariable[] => {
    const { from } = one;
    const place = { ...evidenceAt(placed.path, one), name: one.name };
    const given = from?.kind === 'configmap' ? held(from.name).flatMap(({ data }) => data[from.key] ?? []) : [];
    if (given.length > 0) return given.map((value) => ({ ...place, value: known(value) }));
    const value = from?.kind === 'configmap' || one.value === null ? null : known(one.value);
    if (from?.kind !== 'secret' || known(from.name) === null || known(from.key) === null) return [{ ...place, value }];
    return [{ ...place, value, secret: { name: from.name, key: from.key } }];
  });
  const whole = container.environmentFrom.flatMap(({ kind, name }) =>
    (kind === 'configmap' ? held(name) : []).flatMap(({ data, at }) =>
      Object.entries(data).map(([variable, value]) => ({ ...at, name: variable, value: known(value) })),
    ),
  );
  return [...own, ...whole];
}
