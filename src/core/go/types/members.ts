import type { GoIndex } from '../index/go-index.ts';
import type { Place, TypeInfo } from '../index/package.ts';
import { deref, type FunctionType, STRING, type Type, UNKNOWN } from './type.ts';
import { substitute } from './unify.ts';

const DEEPEST_EMBEDDING = 6;

/** A field or method of a value. */
export interface FoundMember {
  type: Type;
  method: boolean;
  /** The type that declares it, after embedding was followed; an anonymous one has an empty name. */
  owner: { package: string; name: string };
  at: Place | null;
}

/** The type with aliases followed, at its top. */
export function followed(index: GoIndex, type: Type): Type {
  let base = type;
  for (let hops = 0; hops < DEEPEST_EMBEDDING && base.kind === 'named' && base.package !== ''; hops++) {
    const info = infoOf(index, base);
    if (!info?.alias) return base;
    base = substitute(info.alias, argumentsFor(info, base));
  }
  return base;
}

/** The declaration behind a type (or a pointer to one), aliases followed; null when unknown. */
export function typeInfo(index: GoIndex, type: Type): TypeInfo | null {
  const base = followed(index, deref(followed(index, type)));
  return infoOf(index, base);
}

function infoOf(index: GoIndex, type: Type): TypeInfo | null {
  if (type.kind === 'struct' || type.kind === 'interface') return type.info ?? null;
  if (type.kind !== 'named' || type.package === '') return null;
  return type.local ?? index.package(type.package)?.type(type.name) ?? null;
}

/** Finds `.name` on a value of the type, through embedded types level by level as Go does. */
export function findMember(index: GoIndex, type: Type, name: string): FoundMember | null {
  const base = type.kind === 'pointer' ? type.to : type;
  if (base.kind !== 'named' || base.local || base.args.length > 0) return search(index, type, name);
  const info = infoOf(index, base);
  if (!info) return search(index, type, name);
  let members = MEMBERS.get(info);
  if (!members) {
    members = new Map();
    MEMBERS.set(info, members);
  }
  let found = members.get(name);
  if (found === undefined) {
    found = search(index, type, name);
    members.set(name, found);
  }
  return found;
}

/** Members of declared types without type arguments. */
const MEMBERS = new WeakMap<TypeInfo, Map<string, FoundMember | null>>();

function search(index: GoIndex, type: Type, name: string): FoundMember | null {
  let level: Type[] = [type];
  const seen = new Set<string>();
  for (let depth = 0; depth < DEEPEST_EMBEDDING && level.length > 0; depth++) {
    const next: Type[] = [];
    let unsure = false;
    for (const given of level) {
      const candidate = followed(index, deref(followed(index, given)));
      if (isErrorType(candidate) && name === 'Error') return errorMethod();
      const info = infoOf(index, candidate);
      if (!info) {
        unsure ||= candidate.kind === 'unknown' || (candidate.kind === 'named' && candidate.package !== '');
        continue;
      }
      const key = `${info.package}.${info.name}`;
      if (info.name && seen.has(key)) continue;
      seen.add(key);
      const found = ownMember(info, name, candidate);
      if (found) return found;
      const args = argumentsFor(info, candidate);
      for (const embedded of info.embeds()) next.push(instance(embedded, args));
      if (info.underlying.kind === 'named') next.push(instance(info.underlying, args));
    }
    // What is embedded here but not known may have the member: one found deeper would be wrong.
    if (unsure) return null;
    level = next;
  }
  return null;
}

function ownMember(info: TypeInfo, name: string, type: Type): FoundMember | null {
  const owner = { package: info.package, name: info.name };
  const args = argumentsFor(info, type);
  // Both only where a variant for another system has a method in place of the field.
  const field = info.field(name);
  if (field) return { type: instance(field, args), method: false, owner, at: info.at };
  const method = info.method(name);
  if (method) return { type: instance(method.type, args), method: true, owner, at: method.at };
  const embedded = info.embeds().find((candidate) => {
    const base = deref(candidate);
    return base.kind === 'named' && base.name === name;
  });
  return embedded ? { type: instance(embedded, args), method: false, owner, at: info.at } : null;
}

/** What the declaration's type parameters stand for in the type. */
export function argumentsFor(info: TypeInfo, type: Type): Map<string, Type> {
  const base = deref(type);
  const args = base.kind === 'named' ? base.args : [];
  return new Map(info.parameters.map((name, index) => [name, args[index] ?? UNKNOWN]));
}

/** What a declaration without type parameters says needs no substitution. */
function instance(type: Type, args: ReadonlyMap<string, Type>): Type {
  return args.size > 0 ? substitute(type, args) : type;
}

function isErrorType(type: Type): boolean {
  return type.kind === 'named' && type.package === '' && type.name === 'error';
}

function errorMethod(): FoundMember {
  const type: FunctionType = { kind: 'func', parameters: [], results: [STRING], variadic: false, typeParameters: [] };
  return { type, method: true, owner: { package: '', name: 'error' }, at: null };
}
