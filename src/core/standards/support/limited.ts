import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { rootOf } from './values.ts';

const LIMITS = /^(?:SetLimit|Acquire|TryAcquire|Take|WithMaxGoroutines|Wait[A-Z]\w*)$/;

/** Something in the loop makes it wait for a place, or the group has a limit. */
export function isLimited(file: GoFile, loop: NodeId, root: NodeId): boolean {
  const { tree } = file;
  for (let node = loop + 1; node < tree.next(loop); node++) {
    const kind = tree.kind(node);
    if (
      kind === Kind.select_statement ||
      (kind === Kind.unary_expression && tree.text.startsWith('<-', tree.start(node)))
    )
      return true;
    if (kind === Kind.send_statement && isToken(file, node)) return true;
    if (
      isCall(tree, node) &&
      /^(?:sem|limit|pool|throttle|tokens?)/i.test(tree.textOf(rootOf(tree, calleeOf(tree, node)) || node))
    )
      return true;
  }
  return [...tree.descendants(root, Kind.call_expression)].some((call) => {
    const callee = calleeOf(tree, call);
    return LIMITS.test(tree.textOf(tree.child(callee, Field.field)));
  });
}

/** `slots <- struct{}{}`, before the goroutine or as its first step. */
function isToken({ tree }: GoFile, send: NodeId): boolean {
  const value = tree.textOf(tree.child(send, Field.value)).replace(/\s/g, '');
  return value === 'struct{}{}' || value === 'true' || value === '1';
}
