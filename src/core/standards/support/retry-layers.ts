import type { FunctionFact } from '../../go/facts.ts';
import type { Callee, GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { PackageFile, SourcePackage } from '../../go/index/source-package.ts';
import { isCall } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { bodyOf } from './body.ts';
import { implementationOf } from './implementations.ts';
import { libraryCallee } from './messages.ts';
import { retryLoopAt } from './retry.ts';
import { declarationOf } from './started-function.ts';

/** Functions that run what they are given until it succeeds. */
const LIBRARIES: Readonly<Record<string, RegExp>> = {
  'github.com/avast/retry-go': /^Do(?:WithData)?$/,
  'github.com/cenkalti/backoff': /^Retry/,
  'github.com/sethvargo/go-retry': /^(?:Do(?:Value)?|Exponential|Constant|Fibonacci)$/,
  'github.com/matryer/try': /^Do$/,
  'github.com/eapache/go-resiliency/retrier': /^Retrier\.Run(?:Ctx|Fn)?$/,
  'github.com/flowchartsman/retry': /^Retrier\.Run(?:Context)?$/,
};
/** Clients that try again by themselves, and how often they do where nothing else is said. */
const CLIENTS: readonly { path: RegExp; name: RegExp; tries: string }[] = [
  { path: /^github\.com\/hashicorp\/go-retryablehttp$/, name: /^Client$/, tries: 'five times' },
  { path: /^github\.com\/aws\/aws-sdk-go-v2\/service\/\w+$/, name: /^Client$/, tries: 'three times' },
];
const SENDS = /^[A-Z]/;
const NAMES = /(?:^|_)(?:with_?)?(?:retr(?:y|ies|ying)|backoff)(?![a-z])|(?:Retr(?:y|ies|ying)|Back[oO]ff)(?![a-z])/;
const OTHERS =
  /^(?:is|should|can|may|needs?|has|set|get|max|parse|default|update|calc\w*|new|on)(?=[A-Z_])|(?:Policy|After|Count|Config|Options?|Err(?:or)?|Interval|Delay|Limit|Attempts|Conflict|Times?|Timeout|Info|Duration|Wait|Hook|able)(?:$|[A-Z])/i;
const DEEPEST = 3;

/** What tries again on its own below a piece of work. */
export interface RetryBelow {
  /** Functions on the way, the first called one first. */
  way: readonly string[];
  /** `retry.Do`, `retryablehttp.Client`. */
  by: string;
  /** How often a client tries by default. */
  tries?: string;
}

/** The call runs what it is given until it succeeds: by a library, or by a function of the repository that says so. */
export function isRetryCall(file: GoFile, call: NodeId): boolean {
  const callee = libraryCallee(file, call);
  if (callee === null) return false;
  if (isLibrary(callee)) return true;
  const fact = file.index.functionFact(callee);
  return fact !== null && isRetryHelper(fact);
}

/** What a call leads to that tries again; null where none is known. */
export function retryBelow(file: GoFile, call: NodeId): RetryBelow | null {
  const callee = libraryCallee(file, call);
  if (callee === null) return null;
  const client = clientOf(callee);
  if (client) return client;
  if (isLibrary(callee)) return { way: [], by: nameOf(callee) };
  const declared = declarationOf(file, call);
  if (declared !== NONE && loops(file, declared)) return { way: [nameOf(callee)], by: 'a loop' };
  return within(file.index, callee, DEEPEST, new Set());
}

function isLibrary({ package: path, receiver, name }: Callee): boolean {
  const known = LIBRARIES[path.replace(/\/v\d+$/, '')];
  return known?.test(receiver === null ? name : `${receiver}.${name}`) ?? false;
}

function clientOf({ package: path, receiver, name }: Callee): RetryBelow | null {
  if (receiver === null || !SENDS.test(name)) return null;
  const client = CLIENTS.find((one) => one.path.test(path) && one.name.test(receiver));
  return client ? { way: [], by: `${lastOf(path)}.${receiver}`, tries: client.tries } : null;
}

/** A function of the repository that is named after it and runs what it is given. */
function isRetryHelper({ name, parameters }: FunctionFact): boolean {
  return NAMES.test(name) && !OTHERS.test(name) && parameters.some(({ type }) => type.startsWith('func('));
}

function loops(file: GoFile, declaration: NodeId): boolean {
  for (const loop of file.tree.descendants(declaration, Kind.for_statement)) if (retryLoopAt(file, loop)) return true;
  return false;
}

function within(index: GoIndex, callee: Callee, depth: number, seen: Set<FunctionFact>): RetryBelow | null {
  const actual = index.declaredFunction(callee) ? callee : implementationOf(index, callee);
  const declared = actual && index.declaredFunction(actual);
  const own = actual && index.sourcePackage(actual.package);
  if (!declared || !own || depth === 0 || seen.has(declared.fact) || declared.file.facts.generated) return null;
  seen.add(declared.fact);
  const { fact, file } = declared;
  const way = [nameOf(actual)];
  const by = usedBy(index, own, fact, file);
  if (by) return { ...by, way };
  for (const next of bodyOf(index, own, declared).called) {
    const found = within(index, next, depth - 1, seen);
    if (found) return { ...found, way: [...way, ...found.way] };
  }
  return null;
}

/** What the function itself uses that tries again. */
function usedBy(
  index: GoIndex,
  own: SourcePackage,
  fact: FunctionFact,
  file: PackageFile,
): Omit<RetryBelow, 'way'> | null {
  for (const use of fact.uses) {
    const [first = '', name] = use.split('.');
    const helper = name === undefined ? own.function(first)?.fact : undefined;
    if (helper && isRetryHelper(helper)) return { by: first };
    const path = name === undefined || first === '' ? null : index.qualifier(file.facts, first);
    if (path && name !== undefined && isUsed({ package: path, receiver: null, name }, index)) return { by: use };
  }
  return null;
}

function isUsed(callee: Callee, index: GoIndex): boolean {
  const fact = index.functionFact(callee);
  return isLibrary(callee) || (fact !== null && isRetryHelper(fact));
}

/** Calls within a piece of work, those of literals among them. */
export function callsIn(file: GoFile, work: NodeId): NodeId[] {
  const found: NodeId[] = [];
  for (let node = work; node < file.tree.next(work); node++) if (isCall(file.tree, node)) found.push(node);
  return found;
}

function nameOf({ receiver, name, package: path }: Callee): string {
  return receiver === null ? `${lastOf(path)}.${name}` : `${receiver}.${name}`;
}

function lastOf(path: string): string {
  return path.replace(/\/v\d+$/, '').replace(/^.*\//, '');
}
