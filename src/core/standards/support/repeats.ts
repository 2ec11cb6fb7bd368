import type { FunctionFact } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { tells } from './telling-uses.ts';

/** Names that speak of idempotency. */
export const KEY = /idempot/i;
const DEEPEST = 2;

/** The function, or one of the package that it calls, has a name for what tells a repeat. */
export function knowsKey(own: SourcePackage | null, fact: FunctionFact, depth = DEEPEST): boolean {
  if (tells(fact, 'namesRepeats')) return true;
  if (depth === 0) return false;
  return fact.uses.some((use) => {
    const next = own?.function(use)?.fact;
    return next !== undefined && next !== fact && knowsKey(own, next, depth - 1);
  });
}

const GUARDED = new WeakMap<GoIndex, boolean>();

/** The repository has a middleware of its own against repeats. */
export function guardsRepeats(index: GoIndex): boolean {
  let known = GUARDED.get(index);
  if (known === undefined) {
    known = [...index.allFiles()].some(
      (file) =>
        file.mentions?.('dempot') !== false &&
        file.facts.functions.some(
          ({ name, results }) =>
            KEY.test(name) && results.some(({ type }) => /Handler(?:Func)?$|Middleware/.test(type)),
        ),
    );
    GUARDED.set(index, known);
  }
  return known;
}
