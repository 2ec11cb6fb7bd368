import type { FunctionFact } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';

/** Names that speak of idempotency. */
export const KEY = /idempot/i;
/** Names by which code tells a repeat. */
const REPEAT = /idempot|dedup|nonce|(?:request|client|external|transaction)_?(?:id|ref(?:erence)?|key)$/i;
const DEEPEST = 2;

/** The function, or one of its package that it calls, has a name for what tells a repeat. */
export function knowsKey(file: GoFile, fact: FunctionFact, depth = DEEPEST): boolean {
  if (fact.uses.some((use) => REPEAT.test(use))) return true;
  if (depth === 0) return false;
  return fact.uses.some((use) => {
    const next = file.package?.function(use)?.fact;
    return next !== undefined && next !== fact && knowsKey(file, next, depth - 1);
  });
}

const GUARDED = new WeakMap<GoIndex, boolean>();

/** The repository has a middleware of its own against repeats. */
export function guardsRepeats(index: GoIndex): boolean {
  let known = GUARDED.get(index);
  if (known === undefined) {
    known = [...index.allFiles()].some(({ facts }) =>
      facts.functions.some(
        ({ name, results }) => KEY.test(name) && results.some(({ type }) => /Handler(?:Func)?$|Middleware/.test(type)),
      ),
    );
    GUARDED.set(index, known);
  }
  return known;
}
