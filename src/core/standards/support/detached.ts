import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import { isContext } from '../../go/types/type.ts';
import type { CallerContext } from './caller-context.ts';
import { declaredName } from './functions.ts';

/** Work that must also be done when the request was cancelled. */
const CLEAN_UP =
  /shut_?down|close|stop|drain|disconnect|flush|roll_?back|un_?lock|release|clean|terminate|deregister|unregister|revoke|abort|cancel|destroy|tear_?down|leave|resign/i;

/** The fresh context is made on purpose: for cleaning up, for a life of its own, as a default, or after the other's end. */
export function isMeantToOutlive(file: GoFile, background: NodeId, caller: CallerContext): boolean {
  return (
    CLEAN_UP.test(declaredName(file, background)) ||
    isDeferred(file, background) ||
    returnsContext(file, caller.fn) ||
    isCompared(file.tree, background) ||
    isGuarded(file, background, caller) ||
    followsItsEnd(file, background) ||
    servesOwnLife(file, background, caller)
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
function followsItsEnd(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const around = enclosingFunction(tree, node);
  for (const received of tree.descendants(around, Kind.unary_expression)) {
    if (received > node) break;
    const waits = /^<-\s*[\w.]*(?:\(\))?\.?Done\(\)$/.test(tree.textOf(received));
    if (!waits || enclosingFunction(tree, received) !== around) continue;
    const clause = tree.ancestor(received, Kind.communication_case, Kind.func_literal);
    if (tree.kind(clause) !== Kind.communication_case || tree.contains(clause, node)) return true;
    // The select waits for nothing else: whatever follows it comes after the end.
    const select = tree.parent(clause);
    if (tree.children(select).length === 1 || isLoopOver(tree, select, node)) return true;
  }
  return false;
}

/** A loop left by the select that waits for the end: what stands behind the loop runs when all is over. */
function isLoopOver(tree: SyntaxTree, select: NodeId, node: NodeId): boolean {
  const loop = tree.ancestor(select, Kind.for_statement);
  return loop !== NONE && node >= tree.next(loop);
}

/** What becomes of the context: it cleans up, is joined with the caller's, or is kept together with its cancel function. */
function servesOwnLife(file: GoFile, background: NodeId, caller: CallerContext): boolean {
  const { tree, bindings } = file;
  const outer = outermostUse(file, background, caller);
  if (outer === 'joined' || outer === 'cleaning') return true;
  const statement = tree.parent(tree.parent(outer));
  const kind = tree.kind(statement);
  if (tree.kind(tree.parent(outer)) === Kind.literal_element) return true; // a field of a struct
  if (kind !== Kind.short_var_declaration && kind !== Kind.assignment_statement) return false;
  const names = tree.children(tree.child(statement, Field.left));
  if (names.some((name) => tree.kind(name) === Kind.selector_expression)) return true;
  const declarations = new Set(names.map((name) => bindings[name]).filter(Boolean));
  for (let node = statement; node < tree.next(caller.fn); node++) {
    if (tree.kind(node) !== Kind.identifier || !declarations.has(bindings[node] as number)) continue;
    if (node < tree.next(statement)) continue;
    const parent = tree.parent(node);
    const isKept =
      tree.kind(parent) === Kind.literal_element ||
      (tree.field(parent) === Field.right &&
        tree.kind(tree.children(tree.child(tree.parent(parent), Field.left))[0] ?? NONE) ===
          Kind.selector_expression) ||
      tree.kind(tree.parent(parent)) === Kind.return_statement;
    if (isKept || cleansUp(tree, node)) return true;
  }
  return false;
}

const DERIVES = ['WithCancel', 'WithTimeout', 'WithDeadline', 'WithValue', 'WithCancelCause'];

/** The largest call that hands the context on: `WithTimeout(Background(), …)`; or what it shows on the way. */
function outermostUse(file: GoFile, background: NodeId, caller: CallerContext): NodeId | 'joined' | 'cleaning' {
  const { tree, bindings } = file;
  let node = background;
  for (;;) {
    if (cleansUp(tree, node)) return 'cleaning';
    const call = tree.parent(tree.parent(node));
    if (tree.kind(tree.parent(node)) !== Kind.argument_list || !isCall(tree, call)) return node;
    for (let inner = call; inner < tree.next(call); inner++) {
      if (tree.contains(node, inner) || tree.kind(inner) !== Kind.identifier) continue;
      const declaration = bindings[inner] as number;
      if (
        declaration !== NONE &&
        tree.textOf(inner) === caller.parameter &&
        tree.contains(tree.child(caller.fn, Field.parameters), declaration) &&
        isContext(file.typeOf(inner))
      )
        return 'joined';
    }
    if (!file.isCallTo(call, 'context', ...DERIVES)) return node;
    node = call;
  }
}

/** The node is an argument of a call that cleans up. */
function cleansUp(tree: SyntaxTree, node: NodeId): boolean {
  const list = tree.parent(node);
  const call = tree.parent(list);
  if (tree.kind(list) !== Kind.argument_list || !isCall(tree, call)) return false;
  const callee = calleeOf(tree, call);
  return CLEAN_UP.test(tree.textOf(tree.child(callee, Field.field) || callee));
}
