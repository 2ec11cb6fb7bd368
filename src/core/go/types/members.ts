import type { GoIndex } from '../index/go-index.ts';
import type { Place, TypeInfo } from '../index/package.ts';
import { deref, type FunctionType, substitute, type Type, UNKNOWN } from './type.ts';

const DEEPEST_EMBEDDING = 6;

/** A field or method of a value. */
export interface FoundMember {
  type: Type;
  method: boolean;
  /** The type that declares it, after embedding was followed. */
  owner: { package: string; name: string };
  at: Place | null;
}

/** The declaration behind a named type (or a pointer to one), aliases followed; null when unknown. */
export function typeInfo(index: GoIndex, type: Type): TypeInfo | null {
  let base = deref(type);
  for (let hops = 0; hops < DEEPEST_EMBEDDING; hops++) {
    if (base.kind !== 'named' || base.package === '') return null;
    const info = index.package(base.package)?.type(base.name) ?? null;
    if (!info?.alias) return info;
    base = deref(info.alias);
  }
  return null;
}

/** Finds `.name` on a value of the type, through embedded types level by level as Go does. */
export function findMember(index: GoIndex, type: Type, name: string): FoundMember | null {
  if (deref(type).kind === 'named' && (deref(type) as { name: string; package: string }).package === '')
    return name === 'Error' && (deref(type) as { name: string }).name === 'error' ? errorMethod() : null;
  let level: Type[] = [type];
  const seen = new Set<string>();
  for (let depth = 0; depth < DEEPEST_EMBEDDING && level.length > 0; depth++) {
    const next: Type[] = [];
    for (const candidate of level) {
      const info = typeInfo(index, candidate);
      if (!info || seen.has(`${info.package}.${info.name}`)) continue;
      seen.add(`${info.package}.${info.name}`);
      const found = ownMember(info, name, candidate);
      if (found) return found;
      const args = argumentsFor(info, candidate);
      for (const embedded of info.embeds()) next.push(substitute(embedded, args));
      if (info.underlying.kind === 'named') next.push(info.underlying);
    }
    level = next;
  }
  return null;
}

function ownMember(info: TypeInfo, name: string, type: Type): FoundMember | null {
  const owner = { package: info.package, name: info.name };
  const args = argumentsFor(info, type);
  const method = info.method(name);
  if (method) return { type: substituteSignature(method.type, args), method: true, owner, at: method.at };
  const field = info.field(name);
  if (field) return { type: substitute(field, args), method: false, owner, at: info.at };
  const embedded = info.embeds().find((candidate) => {
    const base = deref(candidate);
    return base.kind === 'named' && base.name === name;
  });
  return embedded ? { type: substitute(embedded, args), method: false, owner, at: info.at } : null;
}

function argumentsFor(info: TypeInfo, type: Type): Map<string, Type> {
  const base = deref(type);
  const args = base.kind === 'named' ? base.args : [];
  return new Map(info.parameters.map((name, index) => [name, args[index] ?? UNKNOWN]));
}

function substituteSignature(type: FunctionType, args: ReadonlyMap<string, Type>): FunctionType {
  return args.size > 0 ? (substitute(type, args) as FunctionType) : type;
}

function errorMethod(): FoundMember {
  const type: FunctionType = {
    kind: 'func',
    parameters: [],
    results: [{ kind: 'named', package: '', name: 'string', args: [] }],
    variadic: false,
    typeParameters: [],
  };
  return { type, method: true, owner: { package: '', name: 'error' }, at: null };
}
