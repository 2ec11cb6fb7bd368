import type { FunctionFact } from '../../go/facts.ts';
import type { Callee } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { Type } from '../../go/types/type.ts';
import { type Body, bodyOf } from './body.ts';
import { implementationOf } from './implementations.ts';

/** A library's method, and the functions of the repository on the way to it. */
export interface Behind {
  /** `ExecContext`, `InsertOne`. */
  method: string;
  /** The first called one first; empty when the call is it. */
  way: readonly string[];
  /** The same functions by their facts. */
  facts: readonly FunctionFact[];
}

export interface Sought {
  /** The method of this name of this type is looked for. */
  wants: (index: GoIndex, type: Type, name: string) => boolean;
  /** Functions that are not looked into. */
  passesBy?: (fact: FunctionFact) => boolean;
  /** Follows what function literals call on the receiver too: that is known by name only. */
  literals?: boolean;
}

const DEEPEST = 4;

/** The call looked for that a function of the repository leads to, by what facts tell of the calls in it; else null. */
export function callBehind(
  index: GoIndex,
  callee: Callee,
  sought: Sought,
  seen: Set<FunctionFact> = new Set(),
  depth = DEEPEST,
): Behind | null {
  const actual = index.declaredFunction(callee) ? callee : implementationOf(index, callee);
  const declared = actual && index.declaredFunction(actual);
  const own = actual && index.sourcePackage(actual.package);
  if (!declared || !own || depth === 0 || seen.has(declared.fact) || sought.passesBy?.(declared.fact)) return null;
  seen.add(declared.fact);
  const { fact } = declared;
  const name = actual.receiver === null ? actual.name : `${actual.receiver}.${actual.name}`;
  const body = bodyOf(index, own, declared);
  const method = calledBy(index, body, sought.wants);
  if (method !== null) return { method, way: [name], facts: [fact] };
  const captured = sought.literals === true && fact.effects?.r?.includes('=') === true;
  for (const next of captured ? [...body.called, ...body.used] : body.called) {
    const found = callBehind(index, next, sought, seen, depth - 1);
    if (found) return { method: found.method, way: [name, ...found.way], facts: [fact, ...found.facts] };
  }
  return null;
}

/** The method looked for that the function itself calls; null when none is proven. */
function calledBy(index: GoIndex, { fact, calls, handles }: Body, wants: Sought['wants']): string | null {
  const direct = calls.find(({ on, name }) => wants(index, on, name));
  if (direct) return direct.name;
  for (const use of fact.uses) {
    const name = use.startsWith('.') ? use.slice(1) : '';
    if (name === '' || !handles.some((type) => wants(index, type, name))) continue;
    // The name must not mean a method of something else that the function calls.
    if (!calls.some((call) => call.name === name)) return name;
  }
  return null;
}
