import type { GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { rememberedBy } from '../../go/remember.ts';
import { type Declaration, declarationsOf } from '../reach/declarations.ts';
import type { Expression } from '../wire/expression.ts';
import { ByKey, lastName } from './by-key.ts';
import { type Named, namedBy } from './context.ts';
import { Site } from './site.ts';

export type { Site } from './site.ts';

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
  calls: ByKey<Site>;
  /** By `package.Type.field`, and `package.name` for variables. */
  writes: ByKey<Write>;
}

export const sitesOf: (index: GoIndex) => Sites = rememberedBy(collect);

export function keyOf({ package: own, receiver, name }: Pick<Named, 'package' | 'receiver' | 'name'>): string {
  return receiver === null ? `${own}.${name}` : `${own}.${receiver}.${name}`;
}

function collect(index: GoIndex): Sites {
  const of = new Map<Declaration, readonly Site[]>();
  const all: Site[] = [];
  const calls = new ByKey<Site>((site) => (site.named ? [[keyOf(site.named), site]] : []));
  const writes = new ByKey<Write>(writesAt);
  for (const own of index.allPackages()) {
    for (const [declaration, sites] of sitesIn(index, own)) {
      of.set(declaration, sites);
      for (const site of sites) {
        all.push(site);
        if (!site.isLiteral) calls.add(lastName(site.fact.call), site);
        for (const name of namesWritten(site)) writes.add(name, site);
      }
    }
  }
  return { all, of, calls, writes };
}

const KNOWN = new WeakMap<SourcePackage, ReadonlyMap<Declaration, readonly Site[]>>();

/** What the declarations of a package say, for all snapshots that share it. */
function sitesIn(index: GoIndex, own: SourcePackage): ReadonlyMap<Declaration, readonly Site[]> {
  let found = KNOWN.get(own);
  if (!found) {
    found = new Map(sitesOfDeclarations(index, own));
    KNOWN.set(own, found);
  }
  return found;
}

function* sitesOfDeclarations(index: GoIndex, own: SourcePackage): Generator<[Declaration, Site[]]> {
  const { byName, methods, initial } = declarationsOf(own);
  for (const declaration of [...byName.values(), ...methods.values(), initial].flat()) {
    const { file, fact } = declaration;
    if (declaration.is === 'type' || !('wire' in fact) || !fact.wire) continue;
    const context = { index, package: own, file, fact: declaration.fact };
    yield [declaration, fact.wire.map((wire) => new Site(declaration, context, wire))];
  }
}

/** Last names of what `writesAt` may find. */
function namesWritten(site: Site): string[] {
  const { call, args } = site.fact;
  if (site.isLiteral) return [...site.fields];
  if (call === '=') return args.slice(0, 1).map(lastName);
  return args.filter((arg) => arg.startsWith('&')).map(lastName);
}

/** What a site gives to anything of the name. */
function* writesAt(site: Site, name: string): Generator<[key: string, write: Write]> {
  const { fact, context } = site;
  if (site.isLiteral) {
    const at = site.fields.indexOf(name);
    if (at >= 0 && site.named) yield [`${keyOf(site.named)}.${name}`, { site, value: site.argument(at) }];
  } else if (fact.call === '=') {
    const key = fact.args.length > 1 ? placeOf(site.argument(0), context) : null;
    if (key !== null) yield [key, { site, value: site.argument(1) }];
  } else {
    for (const [at, text] of fact.args.entries()) {
      if (!text.startsWith('&') || lastName(text) !== name || !site.named) continue;
      const arg = site.argument(at);
      const key = arg.is === 'address' ? placeOf(arg.of, context) : null;
      const made = { is: 'call', of: site.callee, args: site.args } as const;
      if (key !== null) yield [key, { site, value: { is: 'left', of: made, at } }];
    }
  }
}

/** Key of the field or variable that an expression names. */
export function placeOf(expression: Expression, context: Site['context']): string | null {
  if (expression.is === 'deref' || expression.is === 'element') return placeOf(expression.of, context);
  if (expression.is !== 'name' && expression.is !== 'select') return null;
  const named = namedBy(expression, context);
  return named && keyOf(named);
}
