import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { givenAt } from './assigned.ts';
import { isReadCall, readBehind } from './reads.ts';
import { addressed } from './row-loop.ts';

/** The call before `until` that read a local variable from a database; NONE where it has its value from elsewhere. */
export function readOf(file: GoFile, declaration: NodeId, until: NodeId): NodeId {
  const { tree, bindings } = file;
  let found = NONE;
  for (let node = declaration; node < until; node++) {
    if (bindings[node] !== declaration || tree.kind(node) !== Kind.identifier) continue;
    const given = givenAt(file, node);
    if (given)
      found = given.position === 0 && isCall(tree, given.value) && isRead(file, given.value) ? given.value : NONE;
    const call = tree.parent(tree.parent(tree.parent(node)));
    if (addressed(tree, tree.parent(node)) === node && isCall(tree, call)) found = readIn(file, call) || found;
  }
  return found;
}

function isRead(file: GoFile, call: NodeId): boolean {
  const callee = file.callee(call);
  return callee !== null && readBehind(file.index, callee) !== null;
}

/** The query of `db.First(&account, id)` and of `db.QueryRow(…).Scan(&balance)`; NONE where there is none. */
function readIn(file: GoFile, call: NodeId): NodeId {
  for (let at = call; isCall(file.tree, at); at = file.tree.child(calleeOf(file.tree, at), Field.operand))
    if (isReadCall(file, at)) return at;
  return NONE;
}
