import type { FunctionFact, ValueFact } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { PackageFile, SourcePackage } from '../../go/index/source-package.ts';
import { rememberedWith } from '../../go/remember.ts';
import { findMember } from '../../go/types/members.ts';
import { calledOf, elementOf, unaryOf } from '../../go/types/operations.ts';
import { parseType, type TypeScope } from '../../go/types/parse-type.ts';
import { deref, type NamedType, pointerTo, STRING, type Type, UNKNOWN } from '../../go/types/type.ts';
import { typeParameterNames } from '../../go/types/type-parameters.ts';
import type { Expression } from '../wire/expression.ts';

/** The declaration that an expression was read in. */
export interface Context {
  index: GoIndex;
  package: SourcePackage;
  file: PackageFile;
  fact: FunctionFact | ValueFact;
}

/** What an expression names: a function of a package, or a member of a value's type. */
export type Named =
  | { package: string; receiver: null; name: string }
  | { package: string; receiver: string; name: string; type: Type };

const GENERATED_CONSTRUCTOR = /^New(\w+(?:Client|Server))$/;

export function typeOf(expression: Expression, context: Context): Type {
  return known(context, expression);
}

/** Of a chain of calls each link is asked for twice: without this, twice as often as the one after it. */
const known = rememberedWith((context: Context, expression: Expression) => readType(expression, context));

function readType(expression: Expression, context: Context): Type {
  const { index } = context;
  switch (expression.is) {
    case 'text':
      return STRING;
    case 'typed':
      return parseType(expression.type, scopeOf(context));
    case 'slot':
      return slotType(expression.slot, context);
    case 'name':
      return context.package.member(expression.name)?.type ?? UNKNOWN;
    case 'select': {
      const path = importOf(expression.of, context);
      if (path !== null) return index.package(path)?.member(expression.name)?.type ?? UNKNOWN;
      return findMember(index, typeOf(expression.of, context), expression.name)?.type ?? UNKNOWN;
    }
    case 'call':
      return first(callType(expression, context));
    case 'result': {
      const type = expression.of.is === 'call' ? callType(expression.of, context) : UNKNOWN;
      return type.kind === 'tuple' ? (type.of[expression.at] ?? UNKNOWN) : UNKNOWN;
    }
    case 'element':
      return elementOf(index, typeOf(expression.of, context));
    case 'address': {
      const type = typeOf(expression.of, context);
      return type.kind === 'unknown' ? UNKNOWN : pointerTo(type);
    }
    case 'deref':
      return unaryOf(index, '*', typeOf(expression.of, context));
    case 'joined':
      return STRING;
    case 'choice':
      for (const part of expression.parts) {
        const type = typeOf(part, context);
        if (type.kind !== 'unknown') return type;
      }
      return UNKNOWN;
    case 'left': {
      const argument = expression.of.is === 'call' ? expression.of.args[expression.at] : undefined;
      return argument ? deref(typeOf(argument, context)) : UNKNOWN;
    }
    default:
      return UNKNOWN;
  }
}

function callType(call: Extract<Expression, { is: 'call' }>, context: Context): Type {
  const callee = typeOf(call.of, context);
  if (callee.kind !== 'unknown')
    return calledOf(
      context.index,
      callee,
      () => [],
      () => call.args.map((arg) => typeOf(arg, context)),
    );
  if (call.of.is === 'name' && context.package.type(call.of.name))
    return { kind: 'named', package: context.package.path, name: call.of.name, args: [] };
  // A stub of generated code that is not at hand.
  const named = namedBy(call.of, context);
  const stub = named?.receiver === null ? GENERATED_CONSTRUCTOR.exec(named.name)?.[1] : undefined;
  return named && stub !== undefined ? { kind: 'named', package: named.package, name: stub, args: [] } : UNKNOWN;
}

/** What is called or named; null when that is not known. */
export function namedBy(expression: Expression, context: Context): Named | null {
  if (expression.is === 'name') {
    const { package: own, file, index } = context;
    if (own.member(expression.name) || own.type(expression.name))
      return { package: own.path, receiver: null, name: expression.name };
    const path = index.dotImport(file.facts, expression.name);
    return { package: path ?? own.path, receiver: null, name: expression.name };
  }
  if (expression.is !== 'select') return null;
  const path = importOf(expression.of, context);
  if (path !== null) return { package: path, receiver: null, name: expression.name };
  const type = typeOf(expression.of, context);
  const found = findMember(context.index, type, expression.name);
  if (found?.owner.name) {
    const { package: own, name: receiver } = found.owner;
    return { package: own, receiver, name: expression.name, type };
  }
  const base = deref(type);
  if (base.kind !== 'named') return null;
  return { package: base.package, receiver: base.name, name: expression.name, type };
}

/** Import path when the expression is a package's name. */
export function importOf(expression: Expression, { index, file, package: own }: Context): string | null {
  if (expression.is !== 'name') return null;
  const path = index.qualifier(file.facts, expression.name);
  return path !== null && !own.member(expression.name) ? path : null;
}

/** The type, or what it points to, by name; null for one without. */
export function namedType(type: Type): NamedType | null {
  const base = deref(type);
  return base.kind === 'named' && base.package !== '' ? base : null;
}

function slotType(slot: string, context: Context): Type {
  const { fact } = context;
  if (!('parameters' in fact)) return UNKNOWN;
  if (slot === 'r') {
    if (!fact.receiver) return UNKNOWN;
    const type: Type = { kind: 'named', package: context.package.path, name: fact.receiver.type, args: [] };
    return fact.receiver.pointer ? pointerTo(type) : type;
  }
  const text = fact.parameters[Number(slot)]?.type ?? '';
  return parseType(text.startsWith('...') ? `[]${text.slice(3)}` : text, scopeOf(context));
}

function scopeOf({ package: own, file, fact }: Context): TypeScope {
  const parameters = 'typeParameters' in fact ? typeParameterNames(fact.typeParameters) : [];
  return own.scope(file, parameters);
}

function first(type: Type): Type {
  return type.kind === 'tuple' ? (type.of[0] ?? UNKNOWN) : type;
}
