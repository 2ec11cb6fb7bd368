import type { GoFile } from '../../go/file.ts';
import { calleeOf, FUNCTION_KINDS } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { type CallerContext, callerContext } from './caller-context.ts';

/** A caller's context where a node runs. */
export interface ContextAtHand {
  context: CallerContext;
  /** The node runs in a goroutine beside the function that has the context. */
  beside: boolean;
}

/** The caller's context where the node runs: of its function, or of one around that runs it; null where none is. */
export function contextAtHand(file: GoFile, node: NodeId): ContextAtHand | null {
  const { tree } = file;
  let beside = false;
  for (let fn = tree.ancestor(node, ...FUNCTION_KINDS); fn !== NONE; fn = tree.ancestor(fn, ...FUNCTION_KINDS)) {
    const context = callerContext(file, fn);
    if (context) return { context, beside };
    if (tree.kind(fn) !== Kind.func_literal) return null;
    const run = howRun(file, fn);
    if (run === 'later') return null;
    beside ||= run === 'beside';
  }
  return null;
}

/** When a function literal runs: within the function around it, beside it in a goroutine, or nobody knows when. */
function howRun(file: GoFile, literal: NodeId): 'within' | 'beside' | 'later' {
  const { tree } = file;
  const parent = tree.parent(literal);
  const call = tree.kind(parent) === Kind.argument_list ? tree.parent(parent) : parent;
  if (tree.kind(call) !== Kind.call_expression)
    // A local helper: `save := func() error { … }`.
    return tree.kind(tree.parent(parent)) === Kind.short_var_declaration && !isKeptByName(file, parent)
      ? 'within'
      : 'later';
  if (call === parent) return tree.kind(tree.parent(call)) === Kind.go_statement ? 'beside' : 'within';
  const callee = calleeOf(tree, call);
  const name = tree.textOf(tree.child(callee, Field.field) || callee);
  return KEEPS.test(name) || isShared(file, call) ? 'later' : 'within';
}

/** Work that several callers share must not end with the first of them. */
function isShared(file: GoFile, call: NodeId): boolean {
  return file.callee(call)?.package === 'golang.org/x/sync/singleflight';
}

/** `callback := func() { … }` that a later call keeps: `s.scheduler.Add(expression, callback)`. */
function isKeptByName(file: GoFile, value: NodeId): boolean {
  const { tree, bindings } = file;
  const [name = NONE, ...others] = tree.children(tree.child(tree.parent(value), Field.left));
  if (others.length > 0) return false;
  for (let node = tree.next(value); node < tree.next(tree.ancestor(value, Kind.block)); node++) {
    if (bindings[node] !== bindings[name] || tree.kind(node) !== Kind.identifier) continue;
    const call = tree.parent(tree.parent(node));
    if (tree.kind(tree.parent(node)) !== Kind.argument_list) {
      if (calleeOf(tree, tree.parent(node)) !== node) return true;
    } else if (KEEPS.test(file.calledName(call)) || isShared(file, call)) return true;
  }
  return false;
}

/** Calls that keep the function literal for later. */
const KEEPS =
  /^(?:On|on|Add|Set|With|New|new|Register|Subscribe|Handle|Append|Use|Cleanup|Defer|After|Watch|Every|Schedule|Once|Observe)|Func$|Hook|Callback|Handler|Listener|Observer/;
