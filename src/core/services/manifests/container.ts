import type { ContainerFact, EnvironmentFact, FactPlace } from './facts.ts';
import type { YamlView } from './yaml-view.ts';

/** The source line of a place in a manifest. */
export type PlaceOf = (line: number) => FactPlace;

export function placesIn(text: string): PlaceOf {
  const lines = text.split('\n');
  return (line) => ({ line, text: (lines[line - 1] ?? '').trim().slice(0, 300) });
}

/** Texts of a list, or the words of a single text. */
export function wordsOf(view: YamlView | null): string[] | null {
  if (view === null) return null;
  if (view.text !== null) return [view.text];
  const items = view.items();
  return items.length > 0 ? items.flatMap(({ text }) => (text === null ? [] : [text])) : null;
}

export function textsOf(view: YamlView | null): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const { key, value } of view?.entries() ?? [])
    if (value.text !== null && !Object.hasOwn(texts, key) && key !== '__proto__') texts[key] = value.text;
  return texts;
}

/** A container of a pod. */
export function kubeContainer(view: YamlView, place: PlaceOf): ContainerFact {
  const [image, ...rest] = view.entries().flatMap(({ key, value }) => (key === 'image' ? value : []));
  const others = rest.flatMap(({ text }) => text ?? []);
  return {
    ...place(image?.line ?? view.line),
    name: view.get('name')?.text ?? '',
    image: image?.text ?? null,
    ...(others.length > 0 ? { otherImages: others } : {}),
    command: wordsOf(view.get('command')),
    arguments: wordsOf(view.get('args')),
    environment: (view.get('env')?.items() ?? []).flatMap((variable) => kubeVariable(variable, place)),
    environmentFrom: (view.get('envFrom')?.items() ?? []).flatMap(sourceOf),
  };
}

function kubeVariable(view: YamlView, place: PlaceOf): EnvironmentFact[] {
  const name = view.get('name')?.text ?? null;
  if (name === null) return [];
  const at = place((view.get('value') ?? view.get('name') ?? view).line);
  const value = view.get('value')?.text ?? null;
  const source = view.get('valueFrom');
  if (source === null) return [{ ...at, name, value: view.get('value') === null ? null : (value ?? '') }];
  for (const [key, kind] of [['configMapKeyRef', 'configmap'] as const, ['secretKeyRef', 'secret'] as const]) {
    const held = source.get(key);
    if (held) {
      const from = { kind, name: held.get('name')?.text ?? '', key: held.get('key')?.text ?? '' };
      return [{ ...at, name, value: null, from }];
    }
  }
  return [{ ...at, name, value: null }];
}

function sourceOf(view: YamlView): ContainerFact['environmentFrom'] {
  const map = view.get('configMapRef')?.get('name')?.text;
  const secret = view.get('secretRef')?.get('name')?.text;
  return [
    ...(map ? [{ kind: 'configmap' as const, name: map }] : []),
    ...(secret ? [{ kind: 'secret' as const, name: secret }] : []),
  ];
}
