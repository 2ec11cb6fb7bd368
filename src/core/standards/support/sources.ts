import type { Callee, GoFile } from '../../go/file.ts';
import { type Origin, originsOfResult } from '../../go/flow/origin.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { type FunctionType, type Type, UNKNOWN } from '../../go/types/type.ts';

/** By import path, functions and methods (`Type.Name`) that return something new. */
export type Sources = Readonly<Record<string, RegExp>>;

/** Says of a function whose code is not in the repository that its result is something new. */
export type IsSource = (origin: Origin, index: GoIndex) => boolean;

/**
 * The call returns a new value at the position: it calls such a function itself, or a function of the repository that
 * returns only what such functions gave it.
 */
export function isAcquired(file: GoFile, call: NodeId, position: number, isSource: IsSource): boolean {
  const callee = file.callee(call);
  if (callee === null) return false;
  const origins = originsOfResult(file.index, { callee, position });
  return origins !== null && origins.length > 0 && origins.every((origin) => isSource(origin, file.index));
}

export function isListed(sources: Sources, { package: path, receiver, name }: Callee): boolean {
  return sources[path]?.test(receiver === null ? name : `${receiver}.${name}`) ?? false;
}

/** Signature of a function or method, as far as it is known. */
export function signatureOf(index: GoIndex, { package: path, receiver, name }: Callee): FunctionType | null {
  const found = index.package(path);
  if (receiver !== null) return found?.type(receiver)?.method(name)?.type ?? null;
  const member = found?.member(name);
  return member?.kind === 'func' ? member.type : null;
}

export function resultType(index: GoIndex, { callee, position }: Origin): Type {
  return signatureOf(index, callee)?.results[position] ?? UNKNOWN;
}
