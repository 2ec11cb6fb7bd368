import type { Break } from './compare.ts';
import { hasPresence, isRepeated, jsonName } from './field-shape.ts';
import { breakIn, type MessagePair } from './message-pair.ts';
import type { Field } from './schema.ts';

type Difference = [what: string, breaks: Break['breaks']];
type Rule = (old: Field, now: Field, pair: MessagePair) => Difference | null;

/** What became of a field that kept its number. */
export function compareField(pair: MessagePair, old: Field, now: Field): Break[] {
  const moved = now.name === old.name ? undefined : pair.after.fields.find(({ name }) => name === old.name);
  if (moved)
    return [
      breakIn(pair, old.name, {
        message: `\`${pair.before.name}.${old.name}\` was field ${old.number} and is ${moved.number}, and ${old.number} is \`${now.name}\` now: peers of the other version take the one for the other, find it empty or cannot read the message.`,
        breaks: 'wire',
        at: moved.line,
        was: old.line,
      }),
    ];
  const shape = SHAPES.reduce<Difference | null>((found, rule) => found ?? rule(old, now, pair), null);
  // What has another shape is mended or not whatever it is called.
  const name = shape ? null : renamed(old, now, pair);
  return [shape, name, redefaulted(old, now, pair)].flatMap((found) => {
    if (found === null) return [];
    const [what, breaks] = found;
    // What has its number may be another field by now.
    const instead = found === shape && now.name !== old.name ? ` (${old.number}, now \`${now.name}\`)` : '';
    const message = `\`${pair.before.name}.${old.name}\`${instead} ${what}`;
    return [breakIn(pair, old.name, { message, breaks, at: now.line, was: old.line })];
  });
}

/** Types that are written alike, so that one is read as the other: https://protobuf.dev/programming-guides/proto3/#updating */
const ALIKE = [
  ['int32', 'uint32', 'int64', 'uint64', 'bool'],
  ['sint32', 'sint64'],
  ['fixed32', 'sfixed32'],
  ['fixed64', 'sfixed64'],
  ['string', 'bytes'],
].map((types) => new Set(types));

const retyped: Rule = (old, now, { types }) => {
  const sameness = types.compare(old.type, now.type);
  if (sameness === 'same') return null;
  const change = `was \`${old.type}\` and is \`${now.type}\``;
  if (sameness === 'alike')
    return [`${change}, which reads the same on the wire: generated code that uses it no longer compiles.`, 'source'];
  if (ALIKE.some((alike) => alike.has(old.type) && alike.has(now.type)))
    return [
      `${change}: old bytes can still be read, within the range of the narrower type, but generated code that uses it no longer compiles.`,
      'source',
    ];
  return [
    `${change}: peers of the other version find it empty, read something else from it or cannot read the message.`,
    'wire',
  ];
};

const relisted: Rule = (old, now) => {
  if (isRepeated(old) === isRepeated(now)) return null;
  const [was, is] = [old, now].map((field) => (isRepeated(field) ? 'a list' : 'a single value'));
  return [
    `was ${was} and is ${is}: whoever expects a single value keeps one of many, mixes them or finds none, and generated code that uses it no longer compiles.`,
    'wire',
  ];
};

const required: Rule = (old, now) => {
  if ((old.label === 'required') === (now.label === 'required')) return null;
  return now.label === 'required'
    ? ['became required: messages that leave it out, old ones among them, fail to parse.', 'wire']
    : ['is no longer required: peers that still require it refuse messages that leave it out.', 'wire'];
};

const regrouped: Rule = (old, now) => {
  if (old.oneof === now.oneof) return null;
  const [was, is] = [old, now].map(({ oneof }) => (oneof === null ? 'in no oneof' : `in oneof \`${oneof}\``));
  return [
    `was ${was} and is ${is}: a message that sets it beside a member of the group loses one of the two, and generated Go has another type for it.`,
    'wire',
  ];
};

const represented: Rule = (old, now, { from, to }) => {
  if (hasPresence(old, from) === hasPresence(now, to)) return null;
  const can = hasPresence(now, to) ? 'can now' : 'can no longer';
  return [
    `${can} be told from its zero value: its type in generated Go changes between \`T\` and \`*T\`, so code that uses it no longer compiles.`,
    'source',
  ];
};

/** The first that applies says it. */
const SHAPES: readonly Rule[] = [retyped, relisted, required, regrouped, represented];

const renamed: Rule = (old, now) => {
  if (old.name !== now.name)
    return [
      `= ${old.number} is called \`${now.name}\` now: generated code that uses it no longer compiles, and in JSON of the other version it stays empty.`,
      'source',
    ];
  if (jsonName(old) === jsonName(now)) return null;
  return [
    `is \`${jsonName(now)}\` in JSON, where it was \`${jsonName(old)}\`: clients of the JSON form find it empty.`,
    'source',
  ];
};

const redefaulted: Rule = (old, now) => {
  const [was, is] = [old, now].map(({ options }) => options.get('default') ?? 'none');
  if (was === is) return null;
  return [
    `had the default ${was} and has ${is}: peers of two versions read different values from the same message.`,
    'wire',
  ];
};
