import type { Break } from './compare.ts';
import { type Enum, includes } from './schema.ts';
import { lastOf, type Types, type World } from './world.ts';

type Value = Enum['values'][number];
/** What is said of a value, and the line at head of what stands in its place. */
type Difference = [message: string, breaks: Break['breaks'], at: number | null];

export function compareEnums(before: World, after: World, types: Types): Break[] {
  return [...before.enums].flatMap(([name, { file, declaration }]) => {
    const now = after.enums.get(name);
    const was = { path: file.path, line: declaration.line };
    const at = now ? { path: now.file.path, line: now.declaration.line } : null;
    const common = { package: file.package, of: { name, at, was } };
    if (now)
      return declaration.values.flatMap((old): Break[] => {
        const found = difference(name, old, now.declaration);
        if (found === null) return [];
        const [message, breaks, line] = found;
        const place = line === null ? null : { path: now.file.path, line };
        return [{ ...common, message, breaks, at: place, was: { path: file.path, line: old.line }, member: old.name }];
      });
    // With what it was for, or by another name, it is told there.
    if (types.renamed.has(name) || before.used.has(lastOf(name))) return [];
    const message = `Enum \`${name}\` is gone: code generated for whoever uses it no longer compiles.`;
    return [{ ...common, message, breaks: 'source' as const, at: null, was, member: null }];
  });
}

function difference(name: string, old: Value, { values, reserved }: Enum): Difference | null {
  const same = values.filter(({ number }) => number === old.number);
  if (same.some((value) => value.name === old.name)) return null;
  const what = `\`${old.name}\` of \`${name}\``;
  const elsewhere = values.find((value) => value.name === old.name);
  if (elsewhere)
    return [
      `${what} was ${old.number} and is ${elsewhere.number}: peers of the other version take it for another value, or for one that they do not know.`,
      'wire',
      elsewhere.line,
    ];
  if (same[0])
    return [
      `${what} is called \`${same[0].name}\` now: generated code that uses it no longer compiles, and JSON of the other version is refused.`,
      'source',
      same[0].line,
    ];
  if (includes(reserved.numbers, old.number))
    return [
      `${what} is removed. Its number is reserved, so nothing is misread; code that names it no longer compiles.`,
      'source',
      null,
    ];
  return [
    `${what} is removed and its number ${old.number} is free: peers that still send it mean something that nobody here knows, and whoever takes ${old.number} next is misunderstood. Keep \`reserved ${old.number};\`.`,
    'wire',
    null,
  ];
}
