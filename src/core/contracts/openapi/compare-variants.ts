import { doubtful } from './breaks.ts';
import { type Compared, nameOf, type Shapes } from './compare-schema.ts';
import type { Part } from './part.ts';

/** What became of the forms that a value can have: `oneOf`, `anyOf`. */
export function compareVariants(shapes: Shapes): Compared {
  const { old, now, before: was, after: at, label, where, of, direction } = shapes;
  const what = nameOf(shapes);
  const [before, after] = [old.variants, now.variants];
  if (before.length === 0 && after.length === 0) return [];
  const matched = before.map((one) => ({ one, other: twin(one, after) }));
  const gone = matched.filter(({ other }) => other === null).length;
  const added = after.filter((one) => twin(one, before) === null).length;
  const said = { was, at, of, member: what, rule: 'forms' };
  const pairs = matched.flatMap(({ one, other }) => (other ? [{ before: one, after: other, label, where, of }] : []));
  if (direction === 'request' && gone > 0 && after.length > 0)
    return [
      ...pairs,
      doubtful({
        ...said,
        message: `${gone} of the ${before.length} forms of ${what} ${gone > 1 ? 'are' : 'is'} not allowed any more: clients that send ${gone > 1 ? 'them' : 'it'} are refused.`,
      }),
    ];
  if (direction === 'response' && added > 0)
    return [
      ...pairs,
      doubtful({
        ...said,
        message: `${what} comes in ${added > 1 ? `${added} further forms` : 'a further form'} now: clients that do not know ${added > 1 ? 'them' : 'it'} cannot read it.`,
      }),
    ];
  return pairs;
}

function twin(one: Part, others: readonly Part[]): Part | null {
  const text = one.isNamed ? null : JSON.stringify(one.value);
  return (
    others.find((other) =>
      one.isNamed ? other.isNamed && other.key === one.key : !other.isNamed && JSON.stringify(other.value) === text,
    ) ?? null
  );
}
