import { remembered } from '../remember.ts';
import { untyped } from '../types/constants.ts';
import { parseType, type TypeScope, typeParameterNames } from '../types/parse-type.ts';
import { type FunctionType, type Type, UNKNOWN } from '../types/type.ts';
import type { ExternalPackages, GoPackage, Member, TypeInfo } from './package.ts';

/** One line of data/signatures: the exported API of a package; its format is described in scripts/signatures. */
export interface SignatureRecord {
  path: string;
  name: string;
  imports?: Record<string, string>;
  funcs?: Record<string, string>;
  types?: Record<string, TypeRecord>;
  vars?: Record<string, string>;
  consts?: Record<string, [string, string | null]>;
  deprecated?: string[];
}

interface TypeRecord {
  params?: string;
  alias?: string;
  under?: string;
  fields?: Record<string, string>;
  embeds?: string[];
  methods?: Record<string, string>;
  ptr?: string[];
}

/** Packages read from their records on first use. `find` gives the JSON line of an import path, or null. */
export function signaturePackages(find: (path: string) => string | null): ExternalPackages {
  const known = new Map<string, GoPackage | null>();
  return {
    lookup(path) {
      let found = known.get(path);
      if (found === undefined) {
        const line = find(path);
        found = line === null ? null : signaturePackage(JSON.parse(line) as SignatureRecord);
        known.set(path, found);
      }
      return found;
    },
  };
}

function signaturePackage(record: SignatureRecord): GoPackage {
  const scope = (parameters: readonly string[] = []): TypeScope => ({
    own: record.path,
    qualifier: (name) => record.imports?.[name] ?? null,
    isParameter: (name) => parameters.includes(name),
    declares: (name) => own(record.types, name) !== undefined,
  });
  return {
    path: record.path,
    name: record.name,
    member: remembered((name) => memberOf(record, name, scope())),
    type: remembered((name) => {
      const type = own(record.types, name);
      return type ? typeOf(record, name, type, scope(typeParameterNames(type.params ?? null))) : null;
    }),
  };
}

function memberOf(record: SignatureRecord, name: string, scope: TypeScope): Member | null {
  const func = own(record.funcs, name);
  if (func) return { kind: 'func', type: parseType(func, scope) as FunctionType, at: null };
  const variable = own(record.vars, name);
  if (variable) return { kind: 'var', type: parseType(variable, scope), value: null, at: null };
  const constant = own(record.consts, name);
  if (!constant) return null;
  const [text, value] = constant;
  const plain = /^untyped (\w+)$/.exec(text)?.[1];
  const type = plain ? untyped(plain === 'float' ? 'float64' : plain) : parseType(text, scope);
  return { kind: 'const', type, value, at: null };
}

function typeOf(record: SignatureRecord, name: string, type: TypeRecord, scope: TypeScope): TypeInfo {
  let embedded: Type[] | null = null;
  return {
    package: record.path,
    name,
    parameters: typeParameterNames(type.params ?? null),
    alias: type.alias ? parseType(type.alias, scope) : null,
    underlying: type.under ? parseType(type.under, scope) : UNKNOWN,
    field: remembered((field) => {
      const text = own(type.fields, field);
      return text ? parseType(text, scope) : null;
    }),
    method: remembered((method) => {
      const text = own(type.methods, method);
      if (!text) return null;
      return { type: parseType(text, scope) as FunctionType, pointer: type.ptr?.includes(method) ?? false, at: null };
    }),
    embeds: () => {
      embedded ??= (type.embeds ?? []).map((text) => parseType(text, scope));
      return embedded;
    },
    at: null,
  };
}

/** The record's own entry: `constructor` is no Go function. */
function own<Value>(map: Record<string, Value> | undefined, name: string): Value | undefined {
  return map && Object.hasOwn(map, name) ? map[name] : undefined;
}
