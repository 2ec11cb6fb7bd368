import type { FieldFact } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { rememberedBy } from '../../go/remember.ts';

/**
 * Whether the change takes from the code what put a field of this name into answers: a struct that JSON writes so, or
 * the code that names such a field of a generated one. What only a description promised, or keeps back, was not sent
 * before, or is sent still.
 */
export function stopsSending(name: string, base: GoIndex, head: GoIndex): boolean {
  const [before, after] = [fieldsOf(base), fieldsOf(head)];
  if (count(before.written, name) > count(after.written, name)) return true;
  const named = ({ generated, used }: Fields) => (generated.get(name) ?? []).filter((field) => used.has(`.${field}`));
  return named(before).length > named(after).length;
}

function count(all: ReadonlyMap<string, readonly string[]>, name: string): number {
  return all.get(name)?.length ?? 0;
}

/** Go's names of fields by those that JSON has, of types that people write and of generated ones; and all that is used. */
interface Fields {
  written: Map<string, string[]>;
  generated: Map<string, string[]>;
  used: Set<string>;
}

const fieldsOf = rememberedBy((index: GoIndex): Fields => {
  const found: Fields = { written: new Map(), generated: new Map(), used: new Set() };
  for (const file of index.allFiles()) {
    if (file.path.endsWith('_test.go')) continue;
    const { facts } = file;
    const types = facts.generated ? found.generated : found.written;
    for (const field of facts.types.flatMap(({ fields }) => fields))
      for (const key of keysOf(field)) types.set(key, [...(types.get(key) ?? []), field.name]);
    if (!facts.generated)
      for (const { uses } of [...facts.functions, ...facts.values]) for (const use of uses) found.used.add(use);
  }
  return found;
});

/** Names that the field has in JSON. */
function keysOf({ name, tag }: FieldFact): string[] {
  const own = /\bjson:"([^",]*)/.exec(tag ?? '')?.[1];
  const ofProto = /\bprotobuf:"[^"]*\bjson=(\w+)/.exec(tag ?? '')?.[1];
  return [own || name, ...(ofProto === undefined ? [] : [ofProto])];
}
