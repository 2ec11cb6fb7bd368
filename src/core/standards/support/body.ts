import type { FunctionFact } from '../../go/facts.ts';
import type { Callee } from '../../go/file.ts';
import type { DeclaredFunction, GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { rememberedBy } from '../../go/remember.ts';
import { findMember } from '../../go/types/members.ts';
import { parseType } from '../../go/types/parse-type.ts';
import { type Type, UNKNOWN } from '../../go/types/type.ts';
import { type FieldMethod, fieldMethods, functionNamed, functionsUsed } from './functions-used.ts';

/** A method called on a value whose type is known. */
export interface MethodCall {
  on: Type;
  name: string;
}

/** What facts tell of the calls in a function's body, worked out once for all who follow them. */
export class Body {
  readonly fact: FunctionFact;
  /** Calls of methods of what the receiver and the parameters hold: `s.db.ExecContext(…)`. */
  readonly calls: readonly MethodCall[];
  private readonly index: GoIndex;
  private readonly own: SourcePackage;
  private readonly declared: DeclaredFunction;
  private readonly known: {
    handles?: readonly Type[];
    called?: readonly Callee[];
    fieldMethods?: readonly FieldMethod[];
    used?: readonly Callee[];
  } = {};

  constructor(index: GoIndex, own: SourcePackage, declared: DeclaredFunction) {
    this.fact = declared.fact;
    this.index = index;
    this.own = own;
    this.declared = declared;
    this.calls = callsOf(index, own, declared);
  }

  /** What is called as well: what those calls give, and what packages hold or hand out. */
  get handles(): readonly Type[] {
    // `s.db.BeginTx(…)`, `s.db.WithContext(ctx)`, a collection.
    const given = () => this.calls.map((call) => firstResult(this.index, call));
    this.known.handles ??= [...given(), ...handlesOf(this.index, this.own, this.declared)];
    return this.known.handles;
  }

  /** Functions called, where it is known which. */
  get called(): readonly Callee[] {
    this.known.called ??= [...functionsCalled(this.index, this.own, this.declared, this.calls)];
    return this.known.called;
  }

  get fieldMethods(): readonly FieldMethod[] {
    this.known.fieldMethods ??= fieldMethods(this.index, this.own, this.fact);
    return this.known.fieldMethods;
  }

  /** Functions that the body names, those of function literals and of its receiver's fields among them. */
  get used(): readonly Callee[] {
    this.known.used ??= [...functionsUsed(this.index, this.own, this.declared, this.fieldMethods)];
    return this.known.used;
  }
}

const BODIES = rememberedBy((_index: GoIndex) => new Map<FunctionFact, Body>());

/** The body of a function that a package of the snapshot declares. */
export function bodyOf(index: GoIndex, own: SourcePackage, declared: DeclaredFunction): Body {
  const known = BODIES(index);
  let body = known.get(declared.fact);
  if (!body) {
    body = new Body(index, own, declared);
    known.set(declared.fact, body);
  }
  return body;
}

/** Calls of methods of what the receiver and the parameters hold: `s.db.ExecContext(…)`. */
function callsOf(index: GoIndex, own: SourcePackage, { fact, file }: DeclaredFunction): MethodCall[] {
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

function firstResult(index: GoIndex, { on, name }: MethodCall): Type {
  const member = findMember(index, on, name);
  return member?.method && member.type.kind === 'func' ? (member.type.results[0] ?? UNKNOWN) : UNKNOWN;
}

/** What packages hold or hand out that the function uses: `db`, `global.DB`, `storage.Connection()`. */
function handlesOf(index: GoIndex, own: SourcePackage, { fact, file }: DeclaredFunction): Type[] {
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
  { fact, file }: DeclaredFunction,
  calls: readonly MethodCall[],
): Generator<Callee> {
  for (const { on, name } of calls) {
    const member = findMember(index, on, name);
    if (member?.method) yield { package: member.owner.package, receiver: member.owner.name, name };
  }
  for (const use of fact.uses) {
    const named = functionNamed(index, own, file, use);
    if (named) yield named;
  }
}
