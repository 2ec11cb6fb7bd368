import type { ContainerFact } from '../manifests/facts.ts';
import { isAside } from '../manifests/kind.ts';
import type { KubeContainer } from '../manifests/pod-facts.ts';
import { readSettings, SETTINGS_FILE } from '../manifests/settings.ts';
import type { EnvironmentVariable } from '../service-map.ts';
import { settingsIn } from '../settings/service-settings.ts';
import { bareImage, type Deployment, evidenceAt, type Manifest } from './deployment.ts';
import { known, near, type Placed, placedObjects, selects } from './kube-objects.ts';
import { imageNames } from './kustomizations.ts';

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
          settings: mountedSettings(container, placed, maps),
          dir: null,
          at: evidenceAt(placed.path, container),
          aside: isAside(placed.path),
        },
      ];
    }),
  );
}

/** Services in front of the pods: those that select them, and nobody else beside them. */
function hostsOf(placed: Placed, services: readonly Placed[]): string[] {
  return services
    .filter((service) => near(service, placed) && selects(service.object.selector, placed.object.labels))
    .flatMap(({ object }) => known(object.name) ?? []);
}

/** What the files of ConfigMaps say that a container mounts. */
function mountedSettings(
  { files = [] }: KubeContainer,
  placed: Placed,
  maps: readonly Placed[],
): EnvironmentVariable[] {
  return files.flatMap(({ map, keys }) => {
    const held = maps.find((one) => one.object.name === map && near(one, placed));
    return Object.entries(held?.object.data ?? {}).flatMap(([key, text]) =>
      held && SETTINGS_FILE.test(key) && (keys?.includes(key) ?? true)
        ? settingsIn(readSettings(text), evidenceAt(held.path, held.object))
        : [],
    );
  });
}

function environmentOf(container: ContainerFact, placed: Placed, maps: readonly Placed[]): EnvironmentVariable[] {
  const held = (name: string) => maps.find((map) => map.object.name === name && near(map, placed));
  const own = container.environment.map((one): EnvironmentVariable => {
    const { from } = one;
    const value = from?.kind === 'configmap' ? (held(from.name)?.object.data[from.key] ?? null) : one.value;
    const variable = { ...evidenceAt(placed.path, one), name: one.name, value: value === null ? null : known(value) };
    if (from?.kind !== 'secret' || known(from.name) === null || known(from.key) === null) return variable;
    return { ...variable, secret: { name: from.name, key: from.key } };
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
