/**
 * What an expression can also be. Until more is known, `f[T]` is an element of `f` or an instance of a generic type. The
 * grammar reads it both ways and keeps the reading of the higher dynamic precedence, the type's on a tie. A view is the
 * lead that a conversion to the type has over a call of the value; negative where the call would be kept.
 */
export type View = number;

/** It is no type. */
export const ONLY_VALUE: View = -1_000;
/** It is no value: `[]int`. */
export const ONLY_TYPE: View = 1_000;

export const NAME: View = -2;
export const QUALIFIED_NAME: View = -1;

/** `a | b` is a type only within the brackets of a generic one: its lead is counted from here. */
const UNION: View = -500;
const UNIONS: View = -300;

/** It can be a value and a type. */
export function isBoth(view: View): boolean {
  return view > UNIONS && view < ONLY_TYPE;
}

/** It can be a type argument. */
export function isArgument(view: View): boolean {
  return view > ONLY_VALUE;
}

/** The lead of what can be a type argument. */
export function leadOf(view: View): number {
  return view > UNIONS ? view : view - UNION;
}

/** `a | b`, of what can be type arguments. */
export function union(left: View, right: View): View {
  return UNION + Math.max(-99, Math.min(99, leadOf(left) + leadOf(right) + 1));
}

/** `f[T]`, of a name and what can be a type argument. */
export function generic(argument: View): View {
  return leadOf(argument) + 2;
}

/** `f[T]` that the grammar keeps as an instance of the name. */
export function instance(name: View): View {
  return 2 - name;
}
