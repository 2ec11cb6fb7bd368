import type { Evidence } from '../../findings/finding.ts';
import { dirOf, joinPath } from '../../go/modules.ts';
import type { EnvironmentVariable } from '../service-map.ts';
import { settingsIn } from '../settings/service-settings.ts';
import type { Manifest } from './deployment.ts';

/** A ConfigMap that a kustomization makes: pods name it without the suffix that it gets. */
export interface GeneratedMap {
  name: string;
  data: Readonly<Record<string, string>>;
  /** What files of settings in it say, by key. */
  settings: ReadonlyMap<string, readonly EnvironmentVariable[]>;
  at: Evidence;
}

const DEEPEST = 8;

/** The ConfigMaps that kustomizations make for the objects of a file, those of the nearest one first. */
export function generatedMaps(manifests: readonly Manifest[]): (path: string) => readonly GeneratedMap[] {
  const files = new Map(manifests.map((one) => [one.path, one]));
  const homes = new Map(
    manifests.flatMap((one) => (one.facts.form === 'kustomization' ? [[dirOf(one.path), one]] : [])),
  );
  const made = [...homes].flatMap(([dir, { path }]) => {
    const maps = mapsAt(dir, path);
    return maps.length > 0 ? [{ maps, takes: takenIn(dir, DEEPEST) }] : [];
  });
  return (path) => made.flatMap(({ maps, takes }) => (takes.has(path) || takes.has(dirOf(path)) ? maps : []));

  function mapsAt(dir: string, path: string): GeneratedMap[] {
    const facts = homes.get(dir)?.facts;
    return (facts?.form === 'kustomization' ? facts.kustomization.configMaps : []).map((map) => ({
      name: map.name,
      data: Object.assign({}, ...map.files.map((file) => variablesIn(joinPath(dir, file))), map.data),
      settings: new Map(
        (map.sources ?? []).map(({ key, path: from }) => {
          const source = files.get(joinPath(dir, from));
          return [key, source ? settingsIn(source.facts, { path: source.path, line: 1, text: '' }) : []];
        }),
      ),
      at: { path, line: map.line ?? 1, text: `configMapGenerator: ${map.name}` },
    }));
  }

  function variablesIn(path: string): Record<string, string> {
    const facts = files.get(path)?.facts;
    if (facts?.form !== 'environment') return {};
    return Object.fromEntries(facts.variables.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])));
  }

  /** Files that it deploys, by its resources and theirs; a directory without a kustomization stands for itself. */
  function takenIn(dir: string, depth: number): Set<string> {
    const facts = homes.get(dir)?.facts;
    const taken = new Set<string>();
    for (const resource of facts?.form === 'kustomization' && depth > 0 ? facts.kustomization.resources : []) {
      const path = joinPath(dir, resource);
      if (homes.has(path)) for (const one of takenIn(path, depth - 1)) taken.add(one);
      else taken.add(path);
    }
    return taken;
  }
}
