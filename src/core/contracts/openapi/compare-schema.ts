import type { Break, Direction } from './breaks.ts';
import { compareProperties } from './compare-properties.ts';
import { compareTypes } from './compare-types.ts';
import { compareValues } from './compare-values.ts';
import { compareVariants } from './compare-variants.ts';
import type { Part } from './part.ts';
import { type Shape, shapeOf } from './shape.ts';

/** A schema at base and what stands in its place. */
export interface Pair {
  before: Part;
  after: Part;
  /** How people find it: `Order.total`; empty for all of a body. */
  label: string;
  /** In which body, answer or parameter it stands, in Markdown; empty for what belongs to a named schema. */
  where: string;
  /** Schema or operation that it is part of. */
  of: string;
}

/** `Order.total`, or a place in a body, in Markdown. */
export function nameOf({ label, where }: Pick<Pair, 'label' | 'where'>): string {
  if (where === '') return `\`${label}\``;
  return label === '' ? where : `\`${label}\` in ${where}`;
}

/** Two schemas with what they say. */
export interface Shapes extends Pair {
  old: Shape;
  now: Shape;
  direction: Direction;
}

/** What is said of the two themselves, and the pairs within them that are to be looked at. */
export type Compared = readonly (Break | Pair)[];

/** Schemas below a schema are looked at down to here. */
const DEEPEST = 40;
const RULES = [compareValues, compareProperties, compareVariants];

/** Compares schemas across the change, each pair once for either direction. */
export class Schemas {
  private readonly known = new Map<string, readonly Break[]>();
  private readonly shapes = new Map<string, Shape>();

  compare(pair: Pair, direction: Direction, depth = 0): readonly Break[] {
    const key = `${direction} ${pair.before.id} ${pair.after.id}`;
    const known = this.known.get(key);
    if (known) return known;
    if (depth > DEEPEST) return [];
    // What refers to itself is told where it was met first.
    this.known.set(key, []);
    const { before, after } = pair;
    const [old, now] = [this.shape(before), this.shape(after)];
    const named = before.isNamed ? { ...pair, label: before.key, where: '', of: before.key } : pair;
    // What refers to another schema now has changed, not the schema.
    const own = before.isNamed && after.isNamed && before.key === after.key ? named : pair;
    const both = { old, now, direction };
    const compared =
      old.isKnown && now.isKnown
        ? (compareTypes({ ...own, ...both }) ?? RULES.flatMap((rule) => rule({ ...named, ...both })))
        : [];
    const found = compared.flatMap((one) =>
      'before' in one ? this.compare(one, direction, depth + 1) : [{ ...one, direction }],
    );
    this.known.set(key, [...new Set(found)]);
    return found;
  }

  private shape(part: Part): Shape {
    const found = this.shapes.get(part.id) ?? shapeOf(part);
    this.shapes.set(part.id, found);
    return found;
  }
}
