import { type Break, broken, doubtful } from './breaks.ts';
import { nameOf, type Shapes } from './compare-schema.ts';

/** What values of one type are allowed: null, those that are listed, those within limits. */
export function compareValues(shapes: Shapes): readonly Break[] {
  return [...nullable(shapes), ...listed(shapes), ...limited(shapes)];
}

function nullable(shapes: Shapes): readonly Break[] {
  const { old, now, before: was, after: at, of, direction } = shapes;
  const what = nameOf(shapes);
  const said = { was, at, of, member: what, rule: 'null' };
  if (direction === 'request' && old.nullable && !now.nullable)
    return [doubtful({ ...said, message: `${what} cannot be null any more: clients that send null are refused.` })];
  if (direction === 'response' && !old.nullable && now.nullable)
    return [
      doubtful({
        ...said,
        message: `${what} can be null now: clients that decode it into a plain value read its zero value, others fail.`,
      }),
    ];
  return [];
}

function listed(shapes: Shapes): readonly Break[] {
  const { old, now, before: was, after: at, of, direction } = shapes;
  const what = nameOf(shapes);
  const said = { was, at, of, member: what, rule: 'values' };
  if (direction === 'request') {
    if (now.only === null) return [];
    const { only } = now;
    if (old.only === null)
      return [
        doubtful({
          ...said,
          message: `${what} has to be one of a list now: clients that send anything else are refused.`,
        }),
      ];
    const gone = [...old.only].filter((value) => !only.has(value));
    return gone.length === 0
      ? []
      : [
          broken({
            ...said,
            message: `${what} is not allowed to be ${words(gone)} any more: clients that send ${gone.length > 1 ? 'one of them' : 'it'} are refused.`,
          }),
        ];
  }
  if (old.only === null) return [];
  const { only } = old;
  if (now.only === null)
    return [
      doubtful(
        {
          ...said,
          message: `${what} was one of a list and can be anything now: clients that know the list only do not know what to do.`,
        },
        'low',
      ),
    ];
  const added = [...now.only].filter((value) => !only.has(value));
  return added.length === 0
    ? []
    : [
        doubtful({
          ...said,
          message: `${what} can be ${words(added)} now: clients with a switch over the values, and those generated with an enum, do not know ${added.length > 1 ? 'them' : 'it'}.`,
        }),
      ];
}

/** Limits that let more through the larger they are. */
const UPPER = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties', 'maxContains']);
const LOWER = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties', 'minContains']);

function limited(shapes: Shapes): readonly Break[] {
  const { old, now, before: was, after: at, of, direction } = shapes;
  const what = nameOf(shapes);
  const [giver, taker] = direction === 'request' ? [old, now] : [now, old];
  return [...taker.limits].flatMap(([name, limit]) => {
    const other = giver.limits.get(name);
    if (other === limit || (other !== undefined && isWithin(name, Number(other), Number(limit)))) return [];
    const [a, b] = [old, now].map(({ limits }) => limits.get(name) ?? 'none');
    const message =
      direction === 'request'
        ? `\`${name}\` of ${what} was ${a} and is ${b}: requests that were right so far are refused.`
        : `\`${name}\` of ${what} was ${a} and is ${b}: clients that rely on it get more than they expect.`;
    return [doubtful({ was, at, of, member: what, rule: name, message }, 'low')];
  });
}

function isWithin(name: string, given: number, taken: number): boolean {
  return (UPPER.has(name) && given <= taken) || (LOWER.has(name) && given >= taken);
}

function words(values: readonly string[]): string {
  const shown = values.slice(0, 4).map((value) => `\`${value.replaceAll('`', '').slice(0, 60)}\``);
  return `${shown.join(', ')}${values.length > shown.length ? ` and ${values.length - shown.length} more` : ''}`;
}
