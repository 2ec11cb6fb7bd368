import type { FunctionFact } from '../../go/facts.ts';
import type { Callee } from '../../go/file.ts';
import type { DeclaredFunction, GoIndex } from '../../go/index/go-index.ts';
import type { TypeInfo } from '../../go/index/package.ts';
import type { PackageFile, SourcePackage } from '../../go/index/source-package.ts';
import { findMember } from '../../go/types/members.ts';
import { deref, type FunctionType, type Type } from '../../go/types/type.ts';

/** A method of what a field of the receiver holds. */
export interface FieldMethod {
  callee: Callee;
  method: FunctionType;
}

/** The function of the repository that `place` or `orders.Place` names in a file; null where it names none. */
export function functionNamed(index: GoIndex, own: SourcePackage, file: PackageFile, use: string): Callee | null {
  const [first = '', name] = use.split('.');
  if (name === undefined) return own.function(use) ? { package: own.path, receiver: null, name: use } : null;
  const path = first === '' ? null : index.qualifier(file.facts, first);
  return path !== null && index.sourcePackage(path)?.function(name) ? { package: path, receiver: null, name } : null;
}

/** Functions that a function calls, where its facts tell which: its package's, another's, those of its own type and fields. */
export function* functionsUsed(
  index: GoIndex,
  own: SourcePackage,
  { fact, file }: DeclaredFunction,
  fields: readonly FieldMethod[],
): Generator<Callee> {
  const { receiver } = fact;
  for (const use of fact.uses) {
    const named = functionNamed(index, own, file, use);
    const method = use.startsWith('.') ? use.slice(1) : '';
    if (named) yield named;
    else if (receiver && method !== '' && own.methodFact(receiver.type, method))
      yield { package: own.path, receiver: receiver.type, name: method };
  }
  for (const { callee } of fields) yield callee;
}

/** Methods that the function uses and that exactly one field of its receiver has. */
export function fieldMethods(index: GoIndex, own: SourcePackage, fact: FunctionFact): FieldMethod[] {
  const info = fact.receiver ? own.type(fact.receiver.type) : null;
  const fields = info ? fieldTypes(info, fact) : [];
  return fact.uses.flatMap((use) => {
    const name = use.startsWith('.') ? use.slice(1) : '';
    if (!/^[A-Z]/.test(name)) return [];
    const having = fields.flatMap((type) => {
      const member = findMember(index, type, name);
      return member?.method && member.type.kind === 'func' ? [{ owner: member.owner, method: member.type }] : [];
    });
    const [only, ...others] = having;
    if (!only || others.length > 0) return [];
    return [{ callee: { package: only.owner.package, receiver: only.owner.name, name }, method: only.method }];
  });
}

/** Types of the receiver's fields that the function uses. */
function fieldTypes(info: TypeInfo, fact: FunctionFact): Type[] {
  return fact.uses.flatMap((use) => {
    const type = use.startsWith('.') ? info.field(use.slice(1)) : null;
    return type && deref(type).kind === 'named' ? [type] : [];
  });
}
