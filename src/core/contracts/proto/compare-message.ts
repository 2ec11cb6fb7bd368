import type { Break } from './compare.ts';
import { compareField } from './compare-field.ts';
import { breakIn, type MessagePair } from './message-pair.ts';
import { type Field, includes, type Range } from './schema.ts';
import { lastOf, type Types, type World } from './world.ts';

export function compareMessages(before: World, after: World, types: Types): Break[] {
  return [...before.messages].flatMap(([name, { file: from, declaration }]) => {
    const now = after.messages.get(name);
    if (now) return inMessage({ from, to: now.file, before: declaration, after: now.declaration, types });
    const renamed = types.renamed.get(name);
    const place = { was: { path: from.path, line: declaration.line }, package: from.package, member: null };
    const target = renamed === undefined ? undefined : after.messages.get(renamed);
    if (renamed !== undefined && target) {
      const at = { path: target.file.path, line: target.declaration.line };
      const message = `Message \`${name}\` is called \`${renamed}\` now: nothing changes on the wire, but code generated for whoever uses it no longer compiles.`;
      return [{ ...place, at, of: { name, at, was: place.was }, message, breaks: 'source' as const }];
    }
    // With the message around it, or with the field or method that it was for, it is told once.
    if (parentIsGone(name, before, after) || before.used.has(lastOf(name))) return [];
    const message = `Message \`${name}\` is gone: whoever still writes it, in a queue or a file, is not understood, and code generated for it no longer compiles.`;
    return [{ ...place, at: null, of: { name, at: null, was: place.was }, message, breaks: 'source' as const }];
  });
}

function parentIsGone(name: string, before: World, after: World): boolean {
  const parent = name.slice(0, Math.max(0, name.lastIndexOf('.')));
  return before.messages.has(parent) && !after.messages.has(parent);
}

function inMessage(pair: MessagePair): Break[] {
  const { before, after } = pair;
  const numbers = new Map(after.fields.map((field) => [field.number, field]));
  return [
    ...before.fields.flatMap((field) => {
      const now = numbers.get(field.number);
      return now ? compareField(pair, field, now) : [removed(pair, field)];
    }),
    ...after.fields.flatMap((field) => taken(pair, field)),
    ...withdrawn(pair),
  ];
}

function removed(pair: MessagePair, field: Field): Break {
  const { before, after } = pair;
  const what = `\`${before.name}.${field.name}\``;
  const moved = after.fields.find(({ name }) => name === field.name);
  if (moved) {
    const taken = before.fields.find(({ number }) => number === moved.number);
    const back = taken
      ? `what is written as ${moved.number} is \`${taken.name}\` to it`
      : 'so is what is written to it';
    return breakIn(pair, field.name, {
      message: `${what} was field ${field.number} and is ${moved.number}: what an old peer writes as ${field.number} is unknown here and lost without an error, and ${back}.`,
      breaks: 'wire',
      at: moved.line,
      was: field.line,
    });
  }
  if (includes(after.reserved.numbers, field.number))
    return breakIn(pair, field.name, {
      message: `${what} is removed. Its number is reserved, so no message is misread; code that sets or reads it no longer compiles, and a peer that needs it sees it empty.`,
      breaks: 'source',
      at: null,
      was: field.line,
    });
  const names = after.reserved.names.has(field.name) ? '' : ` and \`reserved "${field.name}";\``;
  return breakIn(pair, field.name, {
    message: `${what} = ${field.number} is removed and its number is free: peers of the other version lose the value, and whoever takes ${field.number} next reads old messages as something else. Keep \`reserved ${field.number};\`${names}.`,
    breaks: 'wire',
    at: null,
    was: field.line,
  });
}

/** A field that takes what was put aside for good, or that every peer must send from now on. */
function taken(pair: MessagePair, field: Field): Break[] {
  const { before, after } = pair;
  if (before.fields.some(({ number }) => number === field.number)) return [];
  const what = `\`${after.name}.${field.name}\``;
  const told = (message: string) => [
    breakIn(pair, field.name, { message, breaks: 'wire', at: field.line, was: before.line }),
  ];
  if (field.label === 'required')
    return told(`${what} is new and required: messages of every peer that does not send it yet fail to parse.`);
  const byNumber = includes(before.reserved.numbers, field.number);
  if (!byNumber && !before.reserved.names.has(field.name)) return [];
  const reserved = byNumber ? `number ${field.number}` : `name \`${field.name}\``;
  return told(
    `${what} takes the ${reserved}, which was reserved because an earlier field had it: messages and JSON of that time are read as this field.`,
  );
}

/** Reservations and extension ranges that do not hold any more. */
function withdrawn(pair: MessagePair): Break[] {
  const { before, after } = pair;
  const used = ([first]: Range) => after.fields.some(({ number }) => number === first);
  const lost = (old: readonly Range[], now: readonly Range[]) =>
    old.find((range) => range.some((number) => !includes(now, number)) && !used(range));
  const told = (message: string) =>
    breakIn(pair, null, { message, breaks: 'source', at: after.line, was: before.line });
  const free = lost(before.reserved.numbers, after.reserved.numbers);
  const closed = lost(before.extensions, after.extensions);
  const shown = ([first, last]: Range) => (first === last ? `${first}` : `${first} to ${last}`);
  return [
    ...(free
      ? [
          told(
            `\`${after.name}\` no longer reserves ${shown(free)}: the next field may take a number that old messages use for something else.`,
          ),
        ]
      : []),
    ...(closed
      ? [told(`\`${after.name}\` no longer allows extensions ${shown(closed)}: files that extend it do not compile.`)]
      : []),
  ];
}
