import type { GoIndex } from '../index/go-index.ts';
import { combined, defaulted, shifted, UNTYPED_BOOL } from './constants.ts';
import { argumentsFor, followed, typeInfo } from './members.ts';
import { deref, type FunctionType, INT, NOTHING, pointerTo, predeclared, type Type, UNKNOWN } from './type.ts';
import { instantiated, substitute } from './unify.ts';

const MOST_HOPS = 8;

/** What a named type is made of, type arguments put in; any other type as itself. UNKNOWN when it is not known. */
export function underlyingOf(index: GoIndex, type: Type): Type {
  let base = followed(index, type);
  for (let hops = 0; hops < MOST_HOPS; hops++) {
    if (base.kind !== 'named' || base.package === '') return base;
    const info = typeInfo(index, base);
    if (!info) return UNKNOWN;
    if (info.underlying.kind === 'struct' || info.underlying.kind === 'interface') return info.underlying;
    base = followed(index, substitute(info.underlying, argumentsFor(info, base)));
  }
  return UNKNOWN;
}

function isText(type: Type): boolean {
  return type.kind === 'named' && type.package === '' && type.name === 'string';
}

/** What indexing yields. */
export function elementOf(index: GoIndex, operand: Type): Type {
  const type = underlyingOf(index, deref(underlyingOf(index, operand)));
  if (type.kind === 'slice' || type.kind === 'array') return type.of;
  if (type.kind === 'map') return type.value;
  return isText(type) ? predeclared('byte') : UNKNOWN;
}

/** What `x[a:b]` yields. */
export function slicedOf(index: GoIndex, operand: Type): Type {
  const type = underlyingOf(index, deref(underlyingOf(index, operand)));
  if (type.kind === 'array') return { kind: 'slice', of: type.of };
  if (type.kind === 'slice' || isText(type)) return defaulted(operand);
  return UNKNOWN;
}

/** What `<-x` yields. */
export function receivedOf(index: GoIndex, operand: Type): Type {
  const type = underlyingOf(index, operand);
  return type.kind === 'chan' ? type.of : UNKNOWN;
}

/** Types of the variables of `range x`. */
export function rangedOf(index: GoIndex, operand: Type): readonly [Type, Type] {
  const plain = underlyingOf(index, operand);
  const type = plain.kind === 'pointer' ? underlyingOf(index, plain.to) : plain;
  switch (type.kind) {
    case 'slice':
    case 'array':
      return [INT, type.of];
    case 'map':
      return [type.key, type.value];
    case 'chan':
      return [type.of, UNKNOWN];
    case 'func': {
      const yielded = type.parameters[0];
      if (yielded?.kind !== 'func') return [UNKNOWN, UNKNOWN];
      return [yielded.parameters[0] ?? UNKNOWN, yielded.parameters[1] ?? UNKNOWN];
    }
    case 'named':
      return isText(type) ? [INT, predeclared('rune')] : [defaulted(operand), UNKNOWN];
    default:
      return [UNKNOWN, UNKNOWN];
  }
}

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);

export function binaryOf(operator: string, left: Type, right: Type): Type {
  if (COMPARISONS.has(operator)) return UNTYPED_BOOL;
  if (operator === '<<' || operator === '>>') return shifted(left);
  const type = combined(left, right);
  return type.kind === 'unknown' && (operator === '&&' || operator === '||') ? UNTYPED_BOOL : type;
}

export function unaryOf(index: GoIndex, operator: string, operand: Type): Type {
  switch (operator) {
    case '&':
      return operand.kind === 'unknown' ? UNKNOWN : pointerTo(operand);
    case '*': {
      const type = underlyingOf(index, operand);
      return type.kind === 'pointer' ? type.to : UNKNOWN;
    }
    case '<-':
      return receivedOf(index, operand);
    default:
      return operand;
  }
}

/** What a call of the function yields; `written` gives its type arguments and `args` the arguments' types. */
export function calledOf(
  index: GoIndex,
  callee: Type,
  written: () => readonly Type[],
  args: () => readonly Type[],
): Type {
  const type = callee.kind === 'func' ? callee : underlyingOf(index, callee);
  if (type.kind !== 'func') return UNKNOWN;
  // What is not generic yields the same whatever it is given.
  if (type.typeParameters.length === 0) return resultOf(type);
  return resultOf(instantiated(type, written(), spread(args()), (inner) => underlyingOf(index, inner)));
}

/** `f(g())` hands on all results of `g`. */
function spread(args: readonly Type[]): readonly Type[] {
  const [only] = args;
  return args.length === 1 && only?.kind === 'tuple' ? only.of : args;
}

function resultOf(type: FunctionType): Type {
  const [only] = type.results;
  return type.results.length === 1 && only ? only : { kind: 'tuple', of: type.results };
}

const VOID = new Set(['panic', 'print', 'println', 'delete', 'close', 'clear']);

/**
 * What a call of a predeclared function yields. `named` is the type that its first argument names, if it names one;
 * `types` gives the arguments' types.
 */
export function builtinOf(index: GoIndex, name: string, named: Type | null, types: () => readonly Type[]): Type {
  if (VOID.has(name)) return NOTHING;
  const first = () => types()[0] ?? UNKNOWN;
  switch (name) {
    case 'new': {
      const to = named ?? defaulted(first());
      return to.kind === 'unknown' ? UNKNOWN : pointerTo(to);
    }
    case 'make':
      return named ?? UNKNOWN;
    case 'append':
      return first();
    case 'min':
    case 'max':
      return types().reduce((left, right) => combined(left, right), first());
    case 'len':
    case 'cap':
    case 'copy':
      return INT;
    case 'recover':
      return predeclared('any');
    case 'real':
    case 'imag': {
      const type = underlyingOf(index, first());
      if (type.kind !== 'named') return UNKNOWN;
      return type.name === 'complex64' ? predeclared('float32') : type.untyped ? UNKNOWN : predeclared('float64');
    }
    default:
      return UNKNOWN;
  }
}
