import type { FunctionFact } from '../../go/facts.ts';
import type { Callee, GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { PackageFile } from '../../go/index/source-package.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { callBehind } from './behind.ts';
import { declarationCalled } from './declarations.ts';
import { callsWithin } from './goroutine.ts';
import { calledText } from './ignorable.ts';
import { isRetrying, retriedAt, TRIES } from './retried.ts';

/** A retry below another one. */
export interface InnerRetry {
  /** `backoff.Retry`, or the loop in words. */
  by: string;
  /** The loop or call where this file has it. */
  at: NodeId;
  /** Functions of the repository gone through, the first called one first. */
  way: readonly string[];
}

const DEEPEST = 3;

/** How the call tries again by itself what the caller tries again: in this file, or by what facts tell of another. */
export function retryBehind(file: GoFile, call: NodeId, depth = DEEPEST): InnerRetry | null {
  const own = declarationCalled(file, call);
  if (own !== NONE) return depth === 0 ? null : retryIn(file, own, depth);
  const callee = file.callee(call);
  if (!callee) return null;
  if (isRetryingClient(callee)) return { by: `${callee.receiver ?? callee.package}.${callee.name}`, at: NONE, way: [] };
  const found = callBehind(
    file.index,
    callee,
    { wants: () => false, does: retriesBy, passesBy: isMaker },
    new Set(),
    2,
  );
  return found && { by: found.method, at: NONE, way: found.way };
}

function retryIn(file: GoFile, declaration: NodeId, depth: number): InnerRetry | null {
  const { tree } = file;
  const body = tree.child(declaration, Field.body);
  const name = file.symbolAt(declaration) ?? '';
  if (body === NONE || isNamedMaker(tree.textOf(tree.child(declaration, Field.name)))) return null;
  for (const loop of tree.descendants(body, Kind.for_statement)) {
    const found = enclosingFunction(tree, loop) === declaration ? retriedAt(file, loop) : null;
    if (found?.loop) return { by: `the loop of line ${tree.line(loop)}`, at: loop, way: [name] };
  }
  for (const call of callsWithin(file, body)) {
    const found = retriedAt(file, call);
    if (found) return { by: calledText(file, call), at: call, way: [name] };
  }
  for (const call of callsWithin(file, body)) {
    if (declarationCalled(file, call) === declaration) continue;
    const found = retryBehind(file, call, depth - 1);
    if (found) return { ...found, way: [name, ...found.way] };
  }
  return null;
}

/** Clients that try again unless they are told not to. */
function isRetryingClient({ package: path, receiver, name }: Callee): boolean {
  if (path !== 'github.com/hashicorp/go-retryablehttp') return false;
  return /^(?:Do|Get|Head|Post|PostForm)$/.test(name) && (receiver === null || receiver === 'Client');
}

/** What it makes or starts may try again later, for itself; what is done once is not done by each attempt. */
function isMaker({ name, uses }: FunctionFact): boolean {
  return isNamedMaker(name) || uses.some((use) => /^\.\w*[oO]nce$|^sync\.Once/.test(use));
}

function isNamedMaker(name: string): boolean {
  return /^(?:[nN]ew|[wW]ith|[sS]tart|[rR]un|[wW]atch|[sS]ubscribe|[lL]isten|[sS]erve|[oO]n|[iI]nit|[sS]et[uU]p)(?![a-z])/.test(
    name,
  );
}

/** How a function of the repository tries again, by what it uses: `backoff.Retry`; null where it does not. */
function retriesBy(index: GoIndex, { uses }: FunctionFact, { facts }: PackageFile): string | null {
  for (const use of uses) {
    const [first = '', name = ''] = use.split('.');
    if (first === '' || !TRIES.test(name)) continue;
    const path = index.qualifier(facts, first);
    if (path !== null && isRetrying(path)) return use;
  }
  return null;
}
