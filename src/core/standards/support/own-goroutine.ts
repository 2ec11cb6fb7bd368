import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';

const GUARDS = /^(?:R?Lock|TryR?Lock|Acquire|Wait|Do|CompareAndSwap)$/;

/**
 * The node runs in the goroutine of the literal itself, in no literal that it makes for others, and nothing before it
 * takes a lock or waits for somebody: neither a call such as `mu.Lock()` nor a channel.
 */
export function runsUnlocked(file: GoFile, node: NodeId, literal: NodeId): boolean {
  const { tree } = file;
  for (let fn = enclosingFunction(tree, node); fn !== literal; fn = enclosingFunction(tree, fn)) {
    const call = tree.parent(fn);
    if (fn === NONE || tree.field(fn) !== Field.function || !isCall(tree, call)) return false;
    if (tree.kind(tree.parent(call)) === Kind.go_statement) return false;
  }
  for (let before = literal + 1; before < node; before++) {
    const kind = tree.kind(before);
    if (kind === Kind.select_statement || kind === Kind.send_statement || kind === Kind.receive_statement) return false;
    if (kind === Kind.unary_expression && tree.text.startsWith('<-', tree.start(before))) return false;
    if (!isCall(tree, before)) continue;
    const callee = calleeOf(tree, before);
    if (GUARDS.test(tree.textOf(tree.child(callee, Field.field)))) return false;
    // `lock()` of any kind: a helper, or a function value.
    if (/lock/i.test(tree.textOf(tree.child(callee, Field.field) || callee))) return false;
  }
  return true;
}
