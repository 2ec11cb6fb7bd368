import type { GoFile } from '../../go/file.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import { isContext } from '../../go/types/type.ts';
import type { CallerContext } from './caller-context.ts';
import { declaredName } from './functions.ts';
import { CLEAN_UP, servesOwnLife } from './own-life.ts';

/** The fresh context is made on purpose: for cleaning up, for a life of its own, as a default, or after the other's end. */
export function isMeantToOutlive(file: GoFile, background: NodeId, caller: CallerContext): boolean {
  return (
    runsAfterEnd(file, background, caller) ||
    returnsContext(file, caller.fn) ||
    isCompared(file.tree, background) ||
    carriesTraceOver(file, caller) ||
    servesOwnLife(file, background, caller)
  );
}

/** The caller's context may be over where the node runs: it cleans up, is deferred, or follows the context's end. */
export function runsAfterEnd(file: GoFile, node: NodeId, caller: CallerContext): boolean {
  return (
    CLEAN_UP.test(declaredName(file, node)) ||
    isDeferred(file, node) ||
    isGuarded(file, node, caller) ||
    followsItsEnd(file, node, caller)
  );
}

function isDeferred(file: GoFile, node: NodeId): boolean {
  return file.tree.ancestor(node, Kind.defer_statement) !== NONE;
}

/** A function that makes contexts: detaching is its job. */
function returnsContext(file: GoFile, fn: NodeId): boolean {
  const { tree } = file;
  const result = tree.child(fn, Field.result);
  if (result === NONE) return false;
  const types =
    tree.kind(result) === Kind.parameter_list
      ? tree.children(result).map((node) => tree.child(node, Field.type))
      : [result];
  return types.some((type) => isContext(file.typeAt(type)));
}

function isCompared(tree: SyntaxTree, node: NodeId): boolean {
  return tree.kind(tree.parent(node)) === Kind.binary_expression;
}

/** Below a condition that asks for nil, or whether the caller's context is over. */
function isGuarded(file: GoFile, node: NodeId, caller: CallerContext): boolean {
  const { tree } = file;
  for (let at = tree.parent(node); at !== caller.fn && at !== NONE; at = tree.parent(at)) {
    if (tree.kind(at) !== Kind.if_statement) continue;
    const condition = tree.textOf(tree.child(at, Field.condition));
    const initialiser = tree.textOf(tree.child(at, Field.initializer));
    if (/==\s*nil\b/.test(condition) && /ctx|context|req|\br\b/i.test(condition)) return true;
    if (/\.Err\(\)|\.Done\(\)|context\.(?:Canceled|DeadlineExceeded|Cause)/.test(condition + initialiser)) return true;
  }
  return false;
}

/** After `<-ctx.Done()`, in its select case or below it in the function. */
function followsItsEnd(file: GoFile, node: NodeId, caller: CallerContext): boolean {
  const { tree } = file;
  const around = enclosingFunction(tree, node);
  for (const received of tree.descendants(caller.fn, Kind.unary_expression)) {
    if (received > node) break;
    if (!/^<-\s*[\w.()]*\bDone\(\)$/.test(tree.textOf(received))) continue;
    const clause = tree.ancestor(received, Kind.communication_case, Kind.func_literal);
    if (tree.kind(clause) === Kind.communication_case && tree.contains(clause, node)) return true;
    if (enclosingFunction(tree, received) !== around) continue;
    if (tree.kind(clause) !== Kind.communication_case) return true;
    // The select waits for nothing else: whatever follows it comes after the end.
    const select = tree.parent(clause);
    if (tree.children(select).length === 1 || isLoopOver(tree, select, node)) return true;
  }
  return false;
}

/** The function takes the caller's span out of its context to link or continue it: it detaches by hand. */
function carriesTraceOver(file: GoFile, caller: CallerContext): boolean {
  return [...file.tree.descendants(caller.fn, Kind.call_expression)].some((call) =>
    file.isCallTo(
      call,
      'go.opentelemetry.io/otel/trace',
      'LinkFromContext',
      'SpanContextFromContext',
      'ContextWithSpan',
    ),
  );
}

/** A loop left by the select that waits for the end: what stands behind the loop runs when all is over. */
function isLoopOver(tree: SyntaxTree, select: NodeId, node: NodeId): boolean {
  const loop = tree.ancestor(select, Kind.for_statement);
  return loop !== NONE && node >= tree.next(loop);
}
