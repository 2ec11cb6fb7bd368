import type { GoIndex } from '../../go/index/go-index.ts';
import { type Context, namedBy } from '../edges/context.ts';
import type { Site } from '../edges/sites.ts';
import { declarationsOf, type FunctionDeclaration } from '../reach/declarations.ts';
import type { Reached } from '../reach/reachable.ts';
import { parseExpression } from '../wire/expression.ts';

/** What a program runs whenever it starts and nothing fails. */
export interface Certain {
  has(declaration: FunctionDeclaration): boolean;
  /** Of a call: within such a function, on every way through it or not. */
  at(site: Site): 'always' | 'here' | 'maybe';
}

export function certainOf(index: GoIndex, reached: Reached): Certain {
  const certain = new Set<FunctionDeclaration>();
  const open: FunctionDeclaration[] = [];
  for (const one of reached)
    if (one.is === 'function' && !one.fact.receiver && /^(?:main|init)$/.test(one.fact.name)) {
      if (one.fact.name === 'init' || one.package.name === 'main') open.push(one);
    }
  for (let next = open.pop(); next; next = open.pop()) {
    if (certain.has(next)) continue;
    certain.add(next);
    const { file, fact } = next;
    const context: Context = { index, package: next.package, file, fact };
    for (const { of } of fact.environment?.always ?? []) {
      const called = functionCalled(of, context);
      if (called && reached.has(called)) open.push(called);
    }
  }
  return {
    has: (declaration) => certain.has(declaration),
    at({ declaration, fact: { line } }) {
      // A variable of a package gets its value before main runs.
      if (declaration.is === 'value') return 'always';
      if (declaration.is !== 'function') return 'maybe';
      if (!declaration.fact.environment?.always.some((call) => call.line === line)) return 'maybe';
      return certain.has(declaration) ? 'always' : 'here';
    },
  };
}

function functionCalled(of: string, context: Context): FunctionDeclaration | null {
  const named = namedBy(parseExpression(of), context);
  const own = named && context.index.sourcePackage(named.package);
  if (!named || !own) return null;
  const { byName, methods } = declarationsOf(own);
  const among = named.receiver === null ? byName.get(named.name) : methods.get(named.receiver);
  return (
    among?.find((one): one is FunctionDeclaration => one.is === 'function' && one.fact.name === named.name) ?? null
  );
}
