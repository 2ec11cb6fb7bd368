import { type PlaceOf, placesIn } from './container.ts';
import type { Setting } from './pod-facts.ts';
import type { YamlView } from './yaml-view.ts';

/** A text whose YAML is read, as its lines are written. */
export interface Written {
  place: PlaceOf;
  /** It is a template: a key without a value is one whose block is put in. */
  template: boolean;
  /** A template puts settings in between these lines, both included, beside those that are seen. */
  adds(from: number, to: number): boolean;
}

/** A plain manifest, or a template with its expressions opened line for line. */
export function writtenIn(text: string, opened: string | null): Written {
  const added = opened === null ? [] : addedLines(text, opened);
  const lines = opened === null ? [] : depths(text);
  const place = placesIn(text);
  const left = opened?.split('\n') ?? [];
  return {
    template: opened !== null,
    place: (line) => {
      const depth = lines[line - 1] ?? 0;
      return depth > 0 ? { ...place(line), depth } : place(line);
    },
    adds: (from, to) => {
      let end = to;
      while (end < left.length && left[end]?.trim() === '') end++;
      return added.some((line) => line >= from && line <= end);
    },
  };
}

/** Lines that put something in which is no value of a key: `{{- include "shop.probes" . | nindent 10 }}`. */
function addedLines(text: string, opened: string): number[] {
  const rest = opened.split('\n');
  let key = false;
  /** How far in the first block stands that fills the key. */
  let filledAt: number | null = null;
  return text.split('\n').flatMap((line, at) => {
    const left = rest[at] ?? '';
    if (left.trim() !== '') {
      if (!/^\s*#/.test(left)) [key, filledAt] = [left.trimEnd().endsWith(':'), null];
      return [];
    }
    if (!line.includes('{{') || !puts(line)) return [];
    const indent = Number(/indent\s+(\d+)/.exec(line)?.[1] ?? line.search(/\S/));
    if (!key || (filledAt !== null && filledAt !== indent)) return [at + 1];
    filledAt = indent;
    return [];
  });
}

function puts(line: string): boolean {
  return line
    .slice(0, 2000)
    .split('{{')
    .slice(1)
    .some((part) => !/^-?\s*(?:if|else|end|range|with|define|block|\/\*|-?\}\}|\$\w+\s*:?=)/.test(part));
}

/** For each line, in how many blocks it stands that a template may leave out. */
function depths(text: string): number[] {
  let depth = 0;
  return text.split('\n').map((line) => {
    const tags =
      line.includes('{{') && line.length < 2000 ? line.match(/\{\{-?\s*(?:if|range|with|define|block|end)\b/g) : null;
    const start = depth;
    for (const tag of tags ?? []) depth = Math.max(0, depth + (tag.endsWith('end') ? -1 : 1));
    return Math.min(start, depth);
  });
}

/** A setting of a map; what is no text (a block that a template fills) is open. */
export function settingOf(view: YamlView | null, key: string, { place }: Written): Setting | null {
  const found = view?.get(key) ?? null;
  return found && { ...place(found.line), value: found.text ?? OPEN_VALUE };
}

/** Stands for a value that is not seen; see template.ts. */
const OPEN_VALUE = '⟦⟧';

/** All of a view as one text, keys in order: equal texts say the same. */
export function sameText(view: YamlView | null, depth = 0): string {
  if (view === null || depth > 8) return '';
  if (view.text !== null) return JSON.stringify(view.text);
  const entries = view.entries();
  if (entries.length > 0)
    return `{${entries
      .map(({ key, value }) => `${key}:${sameText(value, depth + 1)}`)
      .sort()
      .join()}}`;
  return `[${view
    .items()
    .map((item) => sameText(item, depth + 1))
    .join()}]`;
}
