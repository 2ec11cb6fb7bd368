import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isSamePath } from './values.ts';

/**
 * Stands in a goroutine that tells nobody when it is done: whatever it waits for, the process does not wait with it.
 */
export function isUnawaited(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const go = tree.ancestor(node, Kind.go_statement);
  return go !== NONE && !tellsWhenDone(file, go);
}

/** The code sends, closes a channel, or counts a wait group down. */
export function tellsWhenDone(file: GoFile, code: NodeId): boolean {
  const { tree } = file;
  const end = tree.next(code);
  for (let node = code + 1; node < end; node++) {
    if (tree.kind(node) === Kind.send_statement) return true;
    if (!isCall(tree, node)) continue;
    const callee = calleeOf(tree, node);
    const name = tree.textOf(tree.child(callee, Field.field) || callee);
    if (file.isCallTo(node, '', 'close') || (name === 'Done' && !isReceivedFrom(file, node))) return true;
  }
  return false;
}

/** What ends a server without waiting for its requests. */
const CUTS = /^(?:Close|Stop)$/;

/**
 * The function bounds the wait for the server by other means than the call that waits: it cuts the server off as well,
 * or has a timer.
 */
export function hasOwnBound(file: GoFile, declaration: NodeId, server: NodeId): boolean {
  const { tree } = file;
  if (declaration === NONE) return false;
  const end = tree.next(declaration);
  for (let node = declaration + 1; node < end; node++) {
    if (!isCall(tree, node)) continue;
    const callee = calleeOf(tree, node);
    if (tree.kind(callee) !== Kind.selector_expression) continue;
    const name = tree.textOf(tree.child(callee, Field.field));
    if (CUTS.test(name) && isSamePath(file, tree.child(callee, Field.operand), server)) return true;
    if (file.isCallTo(node, 'time', 'After', 'AfterFunc', 'NewTimer')) return true;
  }
  return false;
}

/** `<-ctx.Done()` waits itself. */
function isReceivedFrom(file: GoFile, node: NodeId): boolean {
  const parent = file.tree.parent(node);
  return (
    file.tree.kind(parent) === Kind.unary_expression &&
    file.tree.kind(file.tree.child(parent, Field.operator)) === Token['<-']
  );
}
