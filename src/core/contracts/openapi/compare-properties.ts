import { broken, doubtful } from './breaks.ts';
import { type Compared, nameOf, type Pair, type Shapes } from './compare-schema.ts';
import type { Part } from './part.ts';

/** What became of the fields of an object, the items of a list and the values of a map. */
export function compareProperties(shapes: Shapes): Compared {
  const { old, now } = shapes;
  return [
    ...[...old.properties].flatMap(([name, part]) => inField(shapes, name, part)),
    ...(shapes.direction === 'request' ? added(shapes) : []),
    ...within(shapes, [old.items, now.items], '[]'),
    ...within(shapes, [old.values, now.values], '{}'),
  ];
}

function inField({ old, now, direction, after: at, label: own, where, of }: Shapes, name: string, was: Part): Compared {
  const label = own === '' ? name : `${own}.${name}`;
  const field = nameOf({ label, where });
  const next = now.properties.get(name);
  const isUnseen = was.text(direction === 'request' ? 'readOnly' : 'writeOnly') === 'true';
  const said = { was, at: next ?? null, of, member: `\`${name}\`` };
  if (isUnseen) return [];
  const pair: Pair[] = next ? [{ before: was, after: next, label, where, of }] : [];
  const [wasRequired, isRequired] = [old.required.has(name), now.required.has(name)];
  if (direction === 'request') {
    if (next && isRequired && !wasRequired && next.text('readOnly') !== 'true')
      return [
        broken({
          ...said,
          rule: 'required',
          message: `${field} became required: requests of existing clients that leave it out are refused.`,
        }),
        ...pair,
      ];
    if (next || now.values) return pair;
    const message = `${field} is taken no more: clients that set it are ${now.isClosed ? 'refused' : 'not refused, but what they ask for does not happen'}.`;
    return [now.isClosed ? broken({ ...said, message }) : doubtful({ ...said, message })];
  }
  if (!next) {
    // A map that may still hold it.
    if (now.values || (now.variants.length > 0 && old.variants.length === 0)) return [];
    const message = `${field} is gone${where === '' ? ' from the answer' : ''}: existing clients read it as empty, or refuse the answer where they require it.`;
    const isAnnounced = was.text('deprecated') === 'true';
    return [
      isAnnounced
        ? doubtful({ ...said, message: `${message} (It was deprecated.)` })
        : broken({ ...said, at: null, message, unsent: name }),
    ];
  }
  if (wasRequired && !isRequired)
    return [
      doubtful({
        ...said,
        at,
        message: `${field} can be missing${where === '' ? ' from the answer' : ''} now: clients that were promised it read a zero value, or refuse the answer.`,
      }),
      ...pair,
    ];
  return pair;
}

function added({ old, now, before: was, label, where, of }: Shapes): Compared {
  if (old.properties.size === 0 && old.types === null) return [];
  return [...now.properties].flatMap(([name, part]) => {
    if (old.properties.has(name) || !now.required.has(name) || part.text('readOnly') === 'true') return [];
    const field = nameOf({ label: label === '' ? name : `${label}.${name}`, where });
    const message = `${field} is new and required: requests of existing clients do not have it and are refused.`;
    return [broken({ was, at: part, of, member: `\`${name}\``, rule: 'required', message })];
  });
}

function within({ label, where, of }: Shapes, [before, after]: [Part | null, Part | null], mark: string): Pair[] {
  return before && after ? [{ before, after, label: `${label}${mark}`, where, of }] : [];
}
