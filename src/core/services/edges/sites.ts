import type { WireFact } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { type Declaration, declarationsOf } from '../reach/declarations.ts';
import { type Expression, parseExpression } from '../wire/expression.ts';
import { type Context, type Named, namedBy, namedType, typeOf } from './context.ts';

/** One fact of exchanges where it stands, with what it names. */
export interface Site {
  declaration: Declaration;
  context: Context;
  fact: WireFact;
  /** What is called, or the type of a literal; null when not known, and for facts that are no calls. */
  named: Named | null;
  callee: Expression;
  /** Of a literal: the values alone. */
  args: readonly Expression[];
  /** Of a literal: the fields, beside `args`. */
  fields: readonly string[];
}

/** What a field or a package's variable is given. */
export interface Write {
  site: Site;
  value: Expression;
}

/** All that a snapshot's code says of exchanges, tests aside. */
export interface Sites {
  all: readonly Site[];
  of: ReadonlyMap<Declaration, readonly Site[]>;
  /** Calls of functions and methods, by `keyOf`. */
  calls: ReadonlyMap<string, readonly Site[]>;
  /** By `package.Type.field`, and `package.name` for variables. */
  writes: ReadonlyMap<string, readonly Write[]>;
}

const KNOWN = new WeakMap<GoIndex, Sites>();

export function sitesOf(index: GoIndex): Sites {
  let found = KNOWN.get(index);
  if (!found) {
    found = collect(index);
    KNOWN.set(index, found);
  }
  return found;
}

export function keyOf({ package: own, receiver, name }: Pick<Named, 'package' | 'receiver' | 'name'>): string {
  return receiver === null ? `${own}.${name}` : `${own}.${receiver}.${name}`;
}

function collect(index: GoIndex): Sites {
  const of = new Map<Declaration, Site[]>();
  const calls = new Map<string, Site[]>();
  const writes = new Map<string, Write[]>();
  const all: Site[] = [];
  for (const declaration of allDeclarations(index)) {
    const { package: own, file, fact } = declaration;
    if (declaration.is === 'type' || !('wire' in fact) || !fact.wire) continue;
    const context: Context = { index, package: own, file, fact: declaration.fact };
    const sites = fact.wire.map((wire) => siteOf(declaration, context, wire));
    of.set(declaration, sites);
    all.push(...sites);
    for (const site of sites) {
      if (site.named && !site.fact.call.endsWith('{}')) push(calls, keyOf(site.named), site);
      for (const [key, value] of writesAt(site)) push(writes, key, { site, value });
    }
  }
  return { all, of, calls, writes };
}

function* allDeclarations(index: GoIndex): Generator<Declaration> {
  const seen = new Set<unknown>();
  for (const file of index.allFiles()) {
    const own = index.packageOf(file.path);
    if (!own || seen.has(own)) continue;
    seen.add(own);
    const { byName, methods, initial } = declarationsOf(own);
    for (const list of [...byName.values(), ...methods.values(), initial]) yield* list;
  }
}

const PLAIN = new Set(['=', 'return', 'sql']);

function siteOf(declaration: Declaration, context: Context, fact: WireFact): Site {
  const literal = fact.call.endsWith('{}');
  const fields = literal ? fact.args.map((arg) => arg.slice(0, arg.indexOf(':'))) : [];
  const texts = literal ? fact.args.map((arg) => arg.slice(arg.indexOf(':') + 1)) : fact.args;
  const parsed = parseExpression(literal ? `<${fact.call.slice(0, -2)}>` : fact.call);
  // A method is called on what `&T{…}` gives, whose text has no brackets.
  const callee = parsed.is === 'address' ? parsed.of : parsed;
  const type = literal ? namedType(typeOf(callee, context)) : null;
  const named: Named | null = type
    ? { package: type.package, receiver: null, name: type.name }
    : PLAIN.has(fact.call) || literal
      ? null
      : namedBy(callee, context);
  return { declaration, context, fact, named, callee, fields, args: texts.map(parseExpression) };
}

function* writesAt(site: Site): Generator<[string, Expression]> {
  const { fact, named, args, fields, context, callee } = site;
  if (fact.call.endsWith('{}') && named) {
    for (const [at, field] of fields.entries()) {
      const value = args[at];
      if (value) yield [`${keyOf(named)}.${field}`, value];
    }
  } else if (fact.call === '=') {
    const [target, value] = args;
    const key = target ? placeOf(target, context) : null;
    if (key !== null && value) yield [key, value];
  } else if (named) {
    for (const [at, arg] of args.entries()) {
      const key = arg.is === 'address' ? placeOf(arg.of, context) : null;
      if (key !== null) yield [key, { is: 'left', of: { is: 'call', of: callee, args }, at }];
    }
  }
}

/** Key of the field or variable that an expression names. */
export function placeOf(expression: Expression, context: Context): string | null {
  if (expression.is === 'deref' || expression.is === 'element') return placeOf(expression.of, context);
  if (expression.is !== 'name' && expression.is !== 'select') return null;
  const named = namedBy(expression, context);
  return named && keyOf(named);
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
