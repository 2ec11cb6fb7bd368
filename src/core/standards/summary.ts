import type { FunctionFact } from '../go/facts.ts';
import type { Callee } from '../go/file.ts';
import { treatmentOf } from '../go/flow/fate.ts';
import { originsOfResult } from '../go/flow/origin.ts';
import type { GoIndex } from '../go/index/go-index.ts';
import type { PackageFile } from '../go/index/source-package.ts';
import { parseType } from '../go/types/parse-type.ts';
import { deref, type Type, UNKNOWN } from '../go/types/type.ts';
import type { Behind } from './support/behind.ts';
import { makesNoError } from './support/infallible.ts';
import { asksNetwork } from './support/network.ts';
import { readBehind } from './support/reads.ts';
import { remoteWithin } from './support/remote.ts';
import { knowsKey } from './support/repeats.ts';
import { doneToResponse } from './support/responses.ts';
import { type Telling, told } from './support/telling-uses.ts';
import { unguardedWriteBehind, writeBehind, writeBehindGoroutines } from './support/writes.ts';

/**
 * What standards can learn of a function when they judge its callers in other files: their own questions, asked of the
 * function in this snapshot. Equal texts mean that a caller reads the same; empty where the snapshot has no such function. A standard that asks a new question about
 * functions of other files adds it here, or among the patterns of telling-uses.ts.
 */
export function summaryOf(index: GoIndex, callee: Callee): string {
  const declared = index.declaredFunction(callee);
  if (!declared) return '';
  const { fact, file } = declared;
  const generated = file.facts.generated;
  return JSON.stringify({
    generated,
    aborts: fact.aborts ?? false,
    told: told(fact, askedOf(fact)),
    nils: fact.nils ?? [],
    makesNoError: makesNoError(index, callee),
    knowsKey: knowsKey(index.sourcePackage(callee.package), fact),
    treats: slotsOf(fact).map(({ slot, type }) => treatment(index, callee, slot, typeAt(index, file, type))),
    answers: fact.parameters.map(({ type }, slot) =>
      /\bResponseWriter$/.test(type) ? doneToResponse(index, callee, slot) : null,
    ),
    results: fact.results.map((_, position) => originsOfResult(index, { callee, position })),
    asks: asksNetwork(index, callee),
    remote: remoteWithin(index, callee)?.kind,
    reads: behind(readBehind(index, callee)),
    writes: behind(writeBehind(index, callee)),
    writesUnguarded: behind(unguardedWriteBehind(index, callee)),
    writesInGoroutines: behind(writeBehindGoroutines(index, callee)),
  });
}

/** What is asked of any function that is called. */
const ASKED: readonly Telling[] = [
  'observes',
  'locks',
  'unlocks',
  'excludes',
  'recovers',
  'guardsRepeats',
  'limitsServers',
  'serves',
  'publishes',
  'endsTests',
];
/** What is asked of those on the way to a call that writes. */
const ASKED_OF_WRITERS: readonly Telling[] = ['makesErrors', 'validates', 'guardsRepeats'];

function askedOf({ parameters, results }: FunctionFact): Telling[] {
  const fails = results.some(({ type }) => type === 'error');
  const mayWatch = parameters.some(({ type }) => /\bContext$/.test(type));
  return [
    ...ASKED,
    ...(fails ? (['warns', 'logs', 'wraps'] as const) : []),
    ...(mayWatch ? (['watchesEnd'] as const) : []),
  ];
}

function slotsOf({ receiver, parameters }: FunctionFact): { slot: string; type: string }[] {
  const slots = parameters.map(({ type }, slot) => ({ slot: String(slot), type }));
  return receiver ? [{ slot: 'r', type: receiver.type }, ...slots] : slots;
}

function typeAt(index: GoIndex, file: PackageFile, text: string): Type {
  const own = index.packageOf(file.path);
  return own ? parseType(text, own.scope(file, [])) : UNKNOWN;
}

/** Calls by which a value is given back, or used in the way that giving it back depends on. */
const SETTLING =
  /(?:^|[.>])(?:\w*Close\w*|Stop|End\w*|Finish|Commit|Rollback|Release|Cancel|R?Unlock|Recv\w*|Next|Err|Qos|Drain|Shutdown|Disconnect|Hijack|ReadAll)(?:\(\))?$|^\(\)$|^[=?]$/;

function treatment(index: GoIndex, callee: Callee, slot: string, type: Type): string[] {
  const done = [...treatmentOf(index, callee, slot)].filter((effect) => SETTLING.test(effect)).sort();
  // What must be given back is a library's; of the repository's own structs only their locks are.
  if (isOwnStruct(index, type)) return done.filter((effect) => /Unlock\(\)$/.test(effect));
  return done.includes('?') ? done.filter((effect) => effect !== '=') : done;
}

function isOwnStruct(index: GoIndex, type: Type): boolean {
  const base = deref(type);
  const fact = base.kind === 'named' ? index.sourcePackage(base.package)?.typeFact(base.name) : null;
  return fact?.underlying === 'struct' && ![...fact.embeds, ...fact.fields.map((field) => field.type)].some(isLock);
}

function isLock(type: string): boolean {
  return /\b(?:RW)?Mutex$|\bLocker$/.test(type);
}

function behind(found: Behind | null): unknown {
  return found && [found.method, found.facts.map((fact) => told(fact, ASKED_OF_WRITERS))];
}
