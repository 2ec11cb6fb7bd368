import type { ManifestFacts } from './facts.ts';
import type { YamlView } from './yaml-view.ts';

/** Leaves of a chart's values that are kept. */
const MOST_VALUES = 5000;

export function readChart(document: YamlView): ManifestFacts {
  return {
    form: 'chart',
    name: document.get('name')?.text ?? '',
    dependencies: (document.get('dependencies')?.items() ?? []).map((dependency) => ({
      name: dependency.get('name')?.text ?? '',
      alias: dependency.get('alias')?.text ?? null,
      repository: dependency.get('repository')?.text ?? null,
    })),
  };
}

/** `image.tag` of `image: {tag: v1}`; of lists nothing, which templates walk through. */
export function readValues(document: YamlView): ManifestFacts {
  const values: Record<string, string> = {};
  let left = MOST_VALUES;
  const walk = (view: YamlView, path: string, depth: number) => {
    for (const { key, value } of view.entries()) {
      if (left-- <= 0 || depth > 12) return;
      const inner = path ? `${path}.${key}` : key;
      if (value.text !== null) values[inner] = value.text;
      else if (value.entries().length === 0 && value.items().length === 0) values[inner] = '';
      else walk(value, inner, depth + 1);
    }
  };
  walk(document, '', 0);
  return { form: 'values', values };
}
