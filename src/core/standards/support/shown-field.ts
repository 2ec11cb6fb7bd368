import type { FieldFact, TypeFact } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { findMember } from '../../go/types/members.ts';
import type { Type } from '../../go/types/type.ts';

const FACTS = new WeakMap<SourcePackage, ReadonlyMap<string, TypeFact>>();

function factOf(own: SourcePackage, name: string): TypeFact | null {
  let known = FACTS.get(own);
  if (!known) {
    known = new Map(own.files.flatMap(({ facts }) => facts.types.map((fact) => [fact.name, fact] as const)));
    FACTS.set(own, known);
  }
  return known.get(name) ?? null;
}

/**
 * A field of the struct, or of a struct within it, that `wanted` accepts and that printing or encoding shows; null where
 * there is none, or where the type sees to its own form by one of the methods.
 */
export function shownField(
  file: GoFile,
  type: Type,
  wanted: (field: FieldFact) => boolean,
  methods: readonly string[],
  depth = 2,
): string | null {
  const base = type.kind === 'pointer' ? type.to : type;
  if (depth === 0 || base.kind !== 'named' || base.package === '') return null;
  const own = file.index.sourcePackage(base.package);
  const fact = own ? factOf(own, base.name) : null;
  if (!own || fact?.underlying !== 'struct') return null;
  if (methods.some((name) => findMember(file.index, base, name)?.method)) return null;
  const direct = fact.fields.find(wanted);
  if (direct) return direct.name;
  for (const field of fact.fields) {
    const inner = own.type(base.name)?.field(field.name);
    // What a pointer within a struct points to is printed as an address.
    if (inner?.kind !== 'named' || /`?json:"-"/.test(field.tag ?? '')) continue;
    const found = shownField(file, inner, wanted, methods, depth - 1);
    if (found !== null) return `${field.name}.${found}`;
  }
  return null;
}
