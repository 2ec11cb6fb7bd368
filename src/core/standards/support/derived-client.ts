import type { GoFile } from '../../go/file.ts';
import { isHandedOn } from '../../go/flow/handing.ts';
import { assignmentsOf } from '../../go/flow/knowledge.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import type { Type } from '../../go/types/type.ts';

/** `client.Database(name)` goes on living, or `s.object = client.Bucket(name).Object(key)`: it has the client. */
export function isDerivedFrom(file: GoFile, statement: NodeId): boolean {
  const { tree, bindings } = file;
  const [variable] = assignmentsOf(file, statement).map((given) => given.variable);
  const end = tree.next(enclosingFunction(tree, statement));
  for (let node = tree.next(statement); node < end; node++) {
    if (bindings[node] !== variable || tree.kind(node) !== Kind.identifier) continue;
    const call = tree.parent(tree.parent(node));
    if (!isCall(tree, call) || calleeOf(tree, call) !== tree.parent(node)) continue;
    if (isKept(file, call) || (isHandedOn(file, call) && !isPlain(file.typeOf(call)))) return true;
  }
  return false;
}

function isPlain(type: Type): boolean {
  if (type.kind === 'tuple') return type.of.every(isPlain);
  return type.kind === 'named' && type.package === '';
}

/** What the chain of calls gives becomes a field. */
function isKept({ tree }: GoFile, call: NodeId): boolean {
  let made = call;
  while (CHAIN.has(tree.kind(tree.parent(made))) && tree.field(made) !== Field.arguments) made = tree.parent(made);
  const into = tree.child(tree.parent(tree.parent(made)), Field.left);
  return (
    tree.field(tree.parent(made)) === Field.right &&
    tree.children(into).some((name) => tree.kind(name) === Kind.selector_expression)
  );
}

const CHAIN: ReadonlySet<number> = new Set([Kind.selector_expression, Kind.call_expression]);
