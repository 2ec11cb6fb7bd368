import type { FunctionFact } from '../../go/facts.ts';
import type { Callee } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { PackageFile, SourcePackage } from '../../go/index/source-package.ts';
import { findMember } from '../../go/types/members.ts';
import { parseType } from '../../go/types/parse-type.ts';
import { type Type, UNKNOWN } from '../../go/types/type.ts';
import { implementationOf } from './implementations.ts';
import { functionsUsed } from './remote.ts';

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
  const { fact, file } = declared;
  const name = actual.receiver === null ? actual.name : `${actual.receiver}.${actual.name}`;
  const calls = callsOf(index, own, fact, file);
  const method = calledBy(index, own, fact, file, calls, sought.wants);
  if (method !== null) return { method, way: [name], facts: [fact] };
  const captured = sought.literals === true && fact.effects?.r?.includes('=') === true;
  const used = captured ? functionsUsed(index, own, fact, file) : [];
  for (const next of [...functionsCalled(index, own, fact, file, calls), ...used]) {
    const found = callBehind(index, next, sought, seen, depth - 1);
    if (found) return { method: found.method, way: [name, ...found.way], facts: [fact, ...found.facts] };
  }
  return null;
}

/** A method called on a value whose type is known. */
interface MethodCall {
  on: Type;
  name: string;
}

/** Calls of methods of what the receiver and the parameters hold: `s.db.ExecContext(…)`. */
function callsOf(index: GoIndex, own: SourcePackage, fact: FunctionFact, file: PackageFile): MethodCall[] {
  const scope = own.scope(file, []);
  return Object.entries(fact.effects ?? {}).flatMap(([slot, effects]) => {
    const text = slot === 'r' ? fact.receiver?.type : fact.parameters[Number(slot)]?.type;
    if (text === undefined) return [];
    const start = parseType(text, scope);
    return effects.flatMap((effect) => {
      const members = /^((?:\.\w+)+)\(\)$/.exec(effect)?.[1]?.slice(1).split('.');
      const name = members?.pop();
      if (!members || name === undefined) return [];
      const on = members.reduce<Type>((type, field) => fieldOf(index, type, field), start);
      return on.kind === 'unknown' ? [] : [{ on, name }];
    });
  });
}

function fieldOf(index: GoIndex, type: Type, name: string): Type {
  const member = type.kind === 'unknown' ? null : findMember(index, type, name);
  return member && !member.method ? member.type : UNKNOWN;
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

function firstResult(index: GoIndex, { on, name }: MethodCall): Type {
  const member = findMember(index, on, name);
  return member?.method && member.type.kind === 'func' ? (member.type.results[0] ?? UNKNOWN) : UNKNOWN;
}

/** What packages hold or hand out that the function uses: `db`, `global.DB`, `storage.Connection()`. */
function handlesOf(index: GoIndex, own: SourcePackage, fact: FunctionFact, file: PackageFile): Type[] {
  return fact.uses.flatMap((use) => {
    const [first = '', name] = use.split('.');
    if (first === '') return [];
    const path = name === undefined ? own.path : index.qualifier(file.facts, first);
    const member = path === null ? null : index.sourcePackage(path)?.member(name ?? first);
    if (member?.kind === 'func') return member.type.results.slice(0, 1);
    return member?.kind === 'var' ? [member.type] : [];
  });
}

function* functionsCalled(
  index: GoIndex,
  own: SourcePackage,
  fact: FunctionFact,
  file: PackageFile,
  calls: readonly MethodCall[],
): Generator<Callee> {
  for (const { on, name } of calls) {
    const member = findMember(index, on, name);
    if (member?.method) yield { package: member.owner.package, receiver: member.owner.name, name };
  }
  for (const use of fact.uses) {
    const [first = '', name] = use.split('.');
    if (name === undefined) {
      if (own.function(use)) yield { package: own.path, receiver: null, name: use };
    } else if (first !== '') {
      const path = index.qualifier(file.facts, first);
      if (path !== null && index.sourcePackage(path)?.function(name)) yield { package: path, receiver: null, name };
    }
  }
}
