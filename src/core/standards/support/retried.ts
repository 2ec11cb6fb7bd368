import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { callsWithin } from './goroutine.ts';
import { isSelective, type RetryLoop, retryLoopAt } from './retry.ts';

/** Something that is done again when it fails. */
export interface Retried {
  /** The loop, or the call of a library. */
  at: NodeId;
  /** Calls of each attempt. */
  calls: readonly NodeId[];
  loop: RetryLoop | null;
}

/** Packages that try again: libraries, and those that a repository calls by that name. */
const LIBRARIES = /(?:^|\/)(?:go-)?(?:retry|backoff|retrier)(?:-go)?(?:\/v\d+)?$/;
/** Those try again what lost a race, which is another thing. */
const OTHERS = /^(?:k8s\.io|github\.com\/aws)\//;
export const TRIES =
  /^(?:(?:Throttle)?Retry(?:Context|Notify|WithData|NotifyWithData|WithContext)?|Do(?:WithData|Value)?|NotifyRecover(?:WithData)?)$/;

/** Only some errors lead to another attempt. */
export function triesSome(file: GoFile, { at, loop }: Retried): boolean {
  if (loop) return isSelective(file, loop);
  return /\b(?:Permanent|Unrecoverable|RetryIf|RetryableError)\b/.test(file.tree.textOf(at));
}

/** What the loop, or the call of a library, does again; null for others. */
export function retriedAt(file: GoFile, node: NodeId): Retried | null {
  const { tree } = file;
  if (tree.kind(node) === Kind.for_statement) {
    const loop = retryLoopAt(file, node);
    return loop && { at: node, calls: [loop.attempt], loop };
  }
  if (!TRIES.test(file.calledName(node))) return null;
  const callee = file.qualified(calleeOf(tree, node));
  if (!callee || !isRetrying(callee.package)) return null;
  for (const argument of file.arguments(node)) {
    const literal = file.initialiser(argument);
    if (tree.kind(literal) !== Kind.func_literal) continue;
    return { at: node, calls: [...callsWithin(file, tree.child(literal, Field.body))], loop: null };
  }
  return null;
}

export function isRetrying(path: string): boolean {
  return LIBRARIES.test(path) && !OTHERS.test(path);
}
