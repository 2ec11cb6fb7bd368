import type { FileFacts, FunctionFact } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { enclosingDeclaration } from '../../go/syntax/calls.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { declaredName } from './functions.ts';

/** Calls that are followed upwards, and functions on the way: beyond them a name means anything. */
const HIGHEST = 4;
const MOST = 60;

interface Caller {
  fact: FunctionFact;
  facts: FileFacts;
}

/**
 * A function that calls this one, or one that calls that, by name, sets a deadline; or they are run by what gives each
 * run one: HTTP behind a middleware of the repository, a worker that says its timeout.
 */
export function hasDeadlineAbove(file: GoFile, node: NodeId): boolean {
  const { index } = file;
  const seen = new Set<string>();
  let names = [declaredName(file, enclosingDeclaration(file.tree, node))];
  const own = file.facts.functions.find(({ name, line }) => name === names[0] && line <= file.tree.line(node));
  if (own && isRunInTime(index, { fact: own, facts: file.facts })) return true;
  for (let height = 0; height < HIGHEST && names.length > 0; height++) {
    const callers = names.flatMap((name) => callersOf(index, name));
    if (callers.some((caller) => setsDeadline(index, caller) || isRunInTime(index, caller))) return true;
    names = callers.map(({ fact }) => fact.name).filter((name) => !seen.has(name) && seen.add(name).size <= MOST);
  }
  return false;
}

function callersOf(index: GoIndex, name: string): Caller[] {
  const found: Caller[] = [];
  if (name === '') return found;
  for (const file of index.allFiles()) {
    if (file.path.endsWith('_test.go') || file.mentions?.(name) === false) continue;
    const { facts } = file;
    for (const fact of facts.functions)
      if (fact.name !== name && fact.uses.some((use) => use === name || use.endsWith(`.${name}`)))
        found.push({ fact, facts });
  }
  return found;
}

function setsDeadline(index: GoIndex, { fact, facts }: Caller): boolean {
  const context = index.nameOfImport(facts, 'context');
  return context !== null && ['WithTimeout', 'WithDeadline'].some((name) => fact.uses.includes(`${context}.${name}`));
}

function isRunInTime(index: GoIndex, { fact, facts }: Caller): boolean {
  if (isHandler(fact) && hasTimeoutMiddleware(index)) return true;
  const type = fact.receiver?.type;
  return (
    type !== undefined &&
    facts.functions.some(
      ({ name, receiver, results }) =>
        name === 'Timeout' && receiver?.type === type && results[0]?.type.endsWith('.Duration'),
    )
  );
}

function isHandler({ parameters, results }: FunctionFact): boolean {
  return [...parameters, ...results].some(({ type }) =>
    /\.(?:ResponseWriter|HandlerFunc)$|^(?:\*gin|echo|\*fiber)\.(?:Context|Ctx)$/.test(type),
  );
}

const guarded = new WeakMap<GoIndex, boolean>();

/** The repository gives the contexts of requests a deadline, as far as a function that does both tells. */
function hasTimeoutMiddleware(index: GoIndex): boolean {
  let known = guarded.get(index);
  if (known === undefined) {
    known = [...index.importers('net/http')].some(({ facts }) =>
      facts.functions.some(
        (fact) =>
          fact.uses.includes(`${index.nameOfImport(facts, 'net/http')}.TimeoutHandler`) ||
          (fact.uses.includes('.WithContext') && setsDeadline(index, { fact, facts }) && isHandlerOrMiddleware(fact)),
      ),
    );
    guarded.set(index, known);
  }
  return known;
}

function isHandlerOrMiddleware(fact: FunctionFact): boolean {
  return isHandler(fact) || fact.uses.some((use) => /\.(?:HandlerFunc|Handler)$|gin\.Context$/.test(use));
}
