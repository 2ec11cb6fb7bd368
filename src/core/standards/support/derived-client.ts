import type { GoFile } from '../../go/file.ts';
import { isHandedOn } from '../../go/flow/handing.ts';
import { assignmentsOf } from '../../go/flow/knowledge.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import type { Type } from '../../go/types/type.ts';

/** `client.Database(name)` goes on living: it has the client. */
export function isDerivedFrom(file: GoFile, statement: NodeId): boolean {
  const { tree, bindings } = file;
  const [variable] = assignmentsOf(file, statement).map((given) => given.variable);
  const end = tree.next(enclosingFunction(tree, statement));
  for (let node = tree.next(statement); node < end; node++) {
    if (bindings[node] !== variable || tree.kind(node) !== Kind.identifier) continue;
    const call = tree.parent(tree.parent(node));
    if (!isCall(tree, call) || calleeOf(tree, call) !== tree.parent(node) || !isHandedOn(file, call)) continue;
    if (!isPlain(file.typeOf(call))) return true;
  }
  return false;
}

function isPlain(type: Type): boolean {
  if (type.kind === 'tuple') return type.of.every(isPlain);
  return type.kind === 'named' && type.package === '';
}
