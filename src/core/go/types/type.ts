import type { TypeInfo } from '../index/package.ts';

/** A Go type as far as it is known. A value of unknown type is UNKNOWN, never guessed. */
export type Type =
  | { kind: 'unknown' }
  | NamedType
  | { kind: 'pointer'; to: Type }
  | { kind: 'slice' | 'array' | 'chan'; of: Type }
  | { kind: 'map'; key: Type; value: Type }
  | FunctionType
  /** Anonymous. `info` has its members where the text was read. */
  | { kind: 'struct' | 'interface'; info?: TypeInfo }
  /** A type parameter in scope. */
  | { kind: 'parameter'; name: string }
  /** Several results of one call. */
  | { kind: 'tuple'; of: readonly Type[] };

export interface NamedType {
  kind: 'named';
  /** Import path; empty for predeclared types such as `error`. */
  package: string;
  name: string;
  args: readonly Type[];
  /** An untyped constant (or comparison), of this type where nothing else decides. */
  untyped?: true;
  /** Declared within a function: the index does not have it. */
  local?: TypeInfo;
}

export interface FunctionType {
  kind: 'func';
  parameters: readonly Type[];
  results: readonly Type[];
  variadic: boolean;
  /** Names of its own type parameters. */
  typeParameters: readonly string[];
  /** Of those constrained to one structure (`S ~[]E`), that structure. */
  cores?: ReadonlyMap<string, Type>;
}

export const UNKNOWN: Type = { kind: 'unknown' };
export const ERROR = predeclared('error');
export const BOOL = predeclared('bool');
export const INT = predeclared('int');
export const STRING = predeclared('string');
export const FLOAT = predeclared('float64');
/** What a call without results yields. */
export const NOTHING: Type = { kind: 'tuple', of: [] };

export function predeclared(name: string): NamedType {
  return { kind: 'named', package: '', name, args: [] };
}

export function pointerTo(to: Type): Type {
  return { kind: 'pointer', to };
}

/** `*T` as `T`; any other type as itself. */
export function deref(type: Type): Type {
  return type.kind === 'pointer' ? type.to : type;
}

/** The type, or what it points to, is the one named. */
export function isNamed(type: Type, path: string, name: string): boolean {
  const base = deref(type);
  return base.kind === 'named' && base.package === path && base.name === name && !base.local;
}

export function isError(type: Type): boolean {
  return type.kind === 'named' && type.package === '' && type.name === 'error';
}

export function isContext(type: Type): boolean {
  return type.kind !== 'pointer' && isNamed(type, 'context', 'Context');
}

/** As Go writes it, with full import paths: `*net/http.Client`. */
export function typeString(type: Type): string {
  switch (type.kind) {
    case 'named': {
      const args = type.args.length > 0 ? `[${type.args.map(typeString).join(', ')}]` : '';
      return `${type.package ? `${type.package}.` : ''}${type.name}${args}`;
    }
    case 'pointer':
      return `*${typeString(type.to)}`;
    case 'slice':
      return `[]${typeString(type.of)}`;
    case 'array':
      return `[…]${typeString(type.of)}`;
    case 'chan':
      return `chan ${typeString(type.of)}`;
    case 'map':
      return `map[${typeString(type.key)}]${typeString(type.value)}`;
    case 'func':
      return `func(${type.parameters.map(typeString).join(', ')}) (${type.results.map(typeString).join(', ')})`;
    case 'parameter':
      return type.name;
    case 'tuple':
      return `(${type.of.map(typeString).join(', ')})`;
    default:
      return type.kind;
  }
}
