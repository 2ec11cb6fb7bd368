import type { FunctionFact } from '../../go/facts.ts';
import type { Callee } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { PackageFile, SourcePackage } from '../../go/index/source-package.ts';
import type { Type } from '../../go/types/type.ts';
import { implementationOf } from './implementations.ts';
import { callsOf, firstResult, functionsCalled, handlesOf, type MethodCall } from './method-calls.ts';

/** A library's method, and the functions of the repository on the way to it. */
export interface Behind {
  /** `ExecContext`, `InsertOne`. */
  method: string;
  /** The first called one first; empty when the call is it. */
  way: readonly string[];
}

export interface Sought {
  /** The method of this name of this type is looked for. */
  wants: (index: GoIndex, type: Type, name: string) => boolean;
  /** What a function does itself that is looked for as well, in words. */
  does?: (index: GoIndex, fact: FunctionFact, file: PackageFile) => string | null;
  /** Functions that are not looked into. */
  passesBy?: (fact: FunctionFact) => boolean;
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
  const { fact, file } = declared;
  const name = actual.receiver === null ? actual.name : `${actual.receiver}.${actual.name}`;
  const calls = callsOf(index, own, fact, file);
  const method = sought.does?.(index, fact, file) ?? calledBy(index, own, fact, file, calls, sought.wants);
  if (method !== null) return { method, way: [name] };
  for (const next of functionsCalled(index, own, fact, file, calls)) {
    const found = callBehind(index, next, sought, seen, depth - 1);
    if (found) return { method: found.method, way: [name, ...found.way] };
  }
  return null;
}

/** The method looked for that the function itself calls; null when none is proven. */
function calledBy(
  index: GoIndex,
  own: SourcePackage,
  fact: FunctionFact,
  file: PackageFile,
  calls: readonly MethodCall[],
  wants: Sought['wants'],
): string | null {
  const direct = calls.find(({ on, name }) => wants(index, on, name));
  if (direct) return direct.name;
  // What such a call gives is called as well: `s.db.BeginTx(…)`, `s.db.WithContext(ctx)`, a collection.
  const handles = [...calls.map((call) => firstResult(index, call)), ...handlesOf(index, own, fact, file)];
  for (const use of fact.uses) {
    const name = use.startsWith('.') ? use.slice(1) : '';
    if (name === '' || !handles.some((type) => wants(index, type, name))) continue;
    // The name must not mean a method of something else that the function calls.
    if (!calls.some((call) => call.name === name)) return name;
  }
  return null;
}
