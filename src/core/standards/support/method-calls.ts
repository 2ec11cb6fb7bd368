import type { FunctionFact } from '../../go/facts.ts';
import type { Callee } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { PackageFile, SourcePackage } from '../../go/index/source-package.ts';
import { findMember } from '../../go/types/members.ts';
import { parseType } from '../../go/types/parse-type.ts';
import { type Type, UNKNOWN } from '../../go/types/type.ts';

/** A method called on a value whose type is known. */
export interface MethodCall {
  on: Type;
  name: string;
}

/** Calls of methods of what the receiver and the parameters hold: `s.db.ExecContext(…)`. */
export function callsOf(index: GoIndex, own: SourcePackage, fact: FunctionFact, file: PackageFile): MethodCall[] {
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

/** What the call gives first. */
export function firstResult(index: GoIndex, { on, name }: MethodCall): Type {
  const member = findMember(index, on, name);
  return member?.method && member.type.kind === 'func' ? (member.type.results[0] ?? UNKNOWN) : UNKNOWN;
}

/** What packages hold or hand out that the function uses: `db`, `global.DB`, `storage.Connection()`. */
export function handlesOf(index: GoIndex, own: SourcePackage, fact: FunctionFact, file: PackageFile): Type[] {
  return fact.uses.flatMap((use) => {
    const [first = '', name] = use.split('.');
    if (first === '') return [];
    const path = name === undefined ? own.path : index.qualifier(file.facts, first);
    const member = path === null ? null : index.sourcePackage(path)?.member(name ?? first);
    if (member?.kind === 'func') return member.type.results.slice(0, 1);
    return member?.kind === 'var' ? [member.type] : [];
  });
}

/** Functions of the repository that the function calls, as far as that is known. */
export function* functionsCalled(
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
