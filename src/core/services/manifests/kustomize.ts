import { assignment } from './compose.ts';
import { textsOf } from './container.ts';
import type { Kustomization } from './facts.ts';
import type { YamlView } from './yaml-view.ts';

export function isKustomization(document: YamlView): boolean {
  const kind = document.get('kind')?.text;
  return kind === 'Kustomization' || kind === 'Component' || (kind == null && document.get('resources') !== null);
}

export function readKustomization(document: YamlView): Kustomization {
  const texts = (key: string) => (document.get(key)?.items() ?? []).flatMap(({ text }) => text ?? []);
  const patches = (document.get('patches')?.items() ?? []).flatMap((patch) => patch.get('path')?.text ?? []);
  const strategic = texts('patchesStrategicMerge');
  return {
    resources: [...texts('resources'), ...texts('bases'), ...texts('components')],
    patches: [...patches, ...strategic.filter((text) => !text.includes('\n'))],
    inline: [
      ...(document.get('patches')?.items() ?? []).flatMap((patch) => patch.get('patch')?.text ?? []),
      ...strategic.filter((text) => text.includes('\n')),
    ],
    labels: Object.assign(
      textsOf(document.get('commonLabels')),
      ...(document.get('labels')?.items() ?? []).map((label) => textsOf(label.get('pairs'))),
    ),
    replicas: (document.get('replicas')?.items() ?? []).flatMap((one) => one.get('name')?.text ?? []),
    images: (document.get('images')?.items() ?? []).flatMap((image) => {
      const name = image.get('name')?.text;
      return name ? [{ name, newName: image.get('newName')?.text ?? null }] : [];
    }),
    namePrefix: document.get('namePrefix')?.text ?? '',
    nameSuffix: document.get('nameSuffix')?.text ?? '',
    configMaps: (document.get('configMapGenerator')?.items() ?? []).map((map) => ({
      name: map.get('name')?.text ?? '',
      data: Object.fromEntries(
        (map.get('literals')?.items() ?? []).flatMap(({ text }) => {
          const { name, value } = assignment(text ?? '');
          return value === null ? [] : [[name, value] as const];
        }),
      ),
      sources: (map.get('files')?.items() ?? []).flatMap(({ text }) => {
        const [, key, path = ''] = /^(?:([^=]+)=)?(.+)$/.exec(text ?? '') ?? [];
        return path === '' ? [] : [{ key: key ?? path.slice(path.lastIndexOf('/') + 1), path }];
      }),
      line: map.line,
      files: [map.get('env')?.text ?? [], (map.get('envs')?.items() ?? []).flatMap(({ text }) => text ?? [])].flat(),
    })),
  };
}
