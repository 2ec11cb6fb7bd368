import { INT, type NamedType, predeclared, type Type, UNKNOWN } from './type.ts';

/** Kinds of untyped numbers from the narrowest to the widest, as Go orders them. */
const RANKS = ['int', 'rune', 'float64', 'complex128'];

export function untyped(name: string): NamedType {
  return { ...predeclared(name), untyped: true };
}

export const UNTYPED_INT = untyped('int');
export const UNTYPED_RUNE = untyped('rune');
export const UNTYPED_FLOAT = untyped('float64');
export const UNTYPED_COMPLEX = untyped('complex128');
export const UNTYPED_STRING = untyped('string');
export const UNTYPED_BOOL = untyped('bool');

export function isUntyped(type: Type): boolean {
  return type.kind === 'named' && type.untyped === true;
}

/** What a variable gets that is given the value: an untyped constant takes its default type. */
export function defaulted(type: Type): Type {
  return type.kind === 'named' && type.untyped ? predeclared(type.name) : type;
}

/** Type of `x op y` for the operators that want both sides alike. */
export function combined(left: Type, right: Type): Type {
  if (left.kind === 'unknown' || right.kind === 'unknown') {
    const other = left.kind === 'unknown' ? right : left;
    return isUntyped(other) ? UNKNOWN : other;
  }
  if (!isUntyped(left)) return left;
  if (!isUntyped(right)) return right;
  return rank(right) > rank(left) ? right : left;
}

/** Type of `x << y`: an untyped `x` becomes an integer where `y` is no constant. */
export function shifted(left: Type): Type {
  return isUntyped(left) ? { ...INT, untyped: true } : left;
}

function rank(type: Type): number {
  return type.kind === 'named' ? RANKS.indexOf(type.name) : -1;
}
