/** A Go type as far as it is known. A value of unknown type is UNKNOWN, never guessed. */
export type Type =
  | { kind: 'unknown' }
  /** `package` is the import path; empty for predeclared types such as `error`. */
  | { kind: 'named'; package: string; name: string; args: readonly Type[] }
  | { kind: 'pointer'; to: Type }
  | { kind: 'slice' | 'array' | 'chan'; of: Type }
  | { kind: 'map'; key: Type; value: Type }
  | FunctionType
  /** Anonymous; members are not followed. */
  | { kind: 'struct' | 'interface' }
  /** A type parameter in scope. */
  | { kind: 'parameter'; name: string }
  /** Several results of one call. */
  | { kind: 'tuple'; of: readonly Type[] };

export interface FunctionType {
  kind: 'func';
  parameters: readonly Type[];
  results: readonly Type[];
  variadic: boolean;
  /** Names of its own type parameters. */
  typeParameters: readonly string[];
}

export const UNKNOWN: Type = { kind: 'unknown' };
export const ERROR = predeclared('error');
export const BOOL = predeclared('bool');
export const INT = predeclared('int');
export const STRING = predeclared('string');
export const FLOAT = predeclared('float64');

export function predeclared(name: string): Type {
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
  return base.kind === 'named' && base.package === path && base.name === name;
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

/** The type with its parameters replaced; parameters that the map does not know become UNKNOWN. */
export function substitute(type: Type, args: ReadonlyMap<string, Type>): Type {
  const each = (types: readonly Type[]) => types.map((inner) => substitute(inner, args));
  switch (type.kind) {
    case 'parameter':
      return args.get(type.name) ?? UNKNOWN;
    case 'named':
      return type.args.length > 0 ? { ...type, args: each(type.args) } : type;
    case 'pointer':
      return { ...type, to: substitute(type.to, args) };
    case 'slice':
    case 'array':
    case 'chan':
      return { ...type, of: substitute(type.of, args) };
    case 'map':
      return { ...type, key: substitute(type.key, args), value: substitute(type.value, args) };
    case 'func':
      return { ...type, parameters: each(type.parameters), results: each(type.results) };
    case 'tuple':
      return { ...type, of: each(type.of) };
    default:
      return type;
  }
}

/** Reads off `pattern` against `actual` what its type parameters stand for. */
export function unify(pattern: Type, actual: Type, into: Map<string, Type>): void {
  if (actual.kind === 'unknown') return;
  if (pattern.kind === 'parameter') {
    if (!into.has(pattern.name)) into.set(pattern.name, actual);
  } else if (pattern.kind === 'pointer' && actual.kind === 'pointer') {
    unify(pattern.to, actual.to, into);
  } else if (
    (pattern.kind === 'slice' || pattern.kind === 'array' || pattern.kind === 'chan') &&
    actual.kind === pattern.kind
  ) {
    unify(pattern.of, actual.of, into);
  } else if (pattern.kind === 'map' && actual.kind === 'map') {
    unify(pattern.key, actual.key, into);
    unify(pattern.value, actual.value, into);
  } else if (pattern.kind === 'named' && actual.kind === 'named') {
    pattern.args.forEach((arg, index) => {
      unify(arg, actual.args[index] ?? UNKNOWN, into);
    });
  } else if (pattern.kind === 'func' && actual.kind === 'func') {
    pattern.parameters.forEach((type, index) => {
      unify(type, actual.parameters[index] ?? UNKNOWN, into);
    });
    pattern.results.forEach((type, index) => {
      unify(type, actual.results[index] ?? UNKNOWN, into);
    });
  }
}
