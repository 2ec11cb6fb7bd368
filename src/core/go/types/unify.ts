import { defaulted, isUntyped } from './constants.ts';
import { type FunctionType, type Type, UNKNOWN } from './type.ts';

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

/** A named type as the type it was made from, anything else as itself. */
export type Underlying = (type: Type) => Type;

/** The function type with its type parameters replaced: those written, then those that the arguments tell. */
export function instantiated(
  type: FunctionType,
  written: readonly Type[],
  args: readonly Type[],
  underlying: Underlying,
): FunctionType {
  if (type.typeParameters.length === 0) return type;
  const known = new Map<string, Type>();
  type.typeParameters.forEach((name, index) => {
    const arg = written[index];
    if (arg) known.set(name, arg);
  });
  const last = type.parameters.length - 1;
  const pairs = args.flatMap((arg, index) => {
    const parameter = type.parameters[Math.min(index, last)];
    if (!parameter) return [];
    const spread = type.variadic && index >= last && parameter.kind === 'slice';
    return [{ parameter: spread ? parameter.of : parameter, arg }];
  });
  // Typed arguments decide first; untyped constants take their default type where none did.
  for (const { parameter, arg } of pairs) if (!isUntyped(arg)) unify(parameter, arg, known, underlying);
  for (const { parameter, arg } of pairs) if (isUntyped(arg)) unify(parameter, defaulted(arg), known, underlying);
  for (const [name, core] of type.cores ?? []) {
    const found = known.get(name);
    if (found) unify(core, underlying(found), known, underlying);
    else known.set(name, substitute(core, known));
  }
  return { ...(substitute(type, known) as FunctionType), typeParameters: [] };
}

/** Reads off `pattern` against `actual` what its type parameters stand for. */
export function unify(pattern: Type, actual: Type, into: Map<string, Type>, underlying: Underlying): void {
  if (actual.kind === 'unknown') return;
  const each = (patterns: readonly Type[], actuals: readonly Type[]) => {
    patterns.forEach((type, index) => {
      unify(type, actuals[index] ?? UNKNOWN, into, underlying);
    });
  };
  if (pattern.kind === 'parameter') {
    if (!into.has(pattern.name)) into.set(pattern.name, actual);
    return;
  }
  if (pattern.kind === 'named') {
    if (actual.kind !== 'named') return;
    if (actual.package === pattern.package && actual.name === pattern.name) each(pattern.args, actual.args);
    return;
  }
  const bare = actual.kind === 'named' ? underlying(actual) : actual;
  if (pattern.kind === 'pointer' && bare.kind === 'pointer') {
    unify(pattern.to, bare.to, into, underlying);
  } else if (
    (pattern.kind === 'slice' || pattern.kind === 'array' || pattern.kind === 'chan') &&
    bare.kind === pattern.kind
  ) {
    unify(pattern.of, bare.of, into, underlying);
  } else if (pattern.kind === 'map' && bare.kind === 'map') {
    unify(pattern.key, bare.key, into, underlying);
    unify(pattern.value, bare.value, into, underlying);
  } else if (pattern.kind === 'func' && bare.kind === 'func') {
    each(pattern.parameters, bare.parameters);
    each(pattern.results, bare.results);
  }
}
