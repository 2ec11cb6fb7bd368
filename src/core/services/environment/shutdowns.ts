import type { ShutdownFact } from '../../go/facts.ts';
import { argumentsOf, calledNameIn, calleeOf, isCall } from '../../go/syntax/calls.ts';
import { folded } from '../../go/syntax/folded.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { Bindings } from '../../go/syntax/scopes.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';

/** Calls and options that take the time that a server has to stop. */
const TIMED = /^(?:ShutdownWithTimeout|StopTimeout)$/;

/** How long a function lets servers finish, where it says so; null where it stops none in a given time. */
export function shutdownsIn(tree: SyntaxTree, bindings: Bindings, declaration: NodeId): ShutdownFact[] | null {
  const body = tree.child(declaration, Field.body);
  if (body === NONE || !/\bShutdown|\bStopTimeout\(/.test(tree.textOf(body))) return null;
  const found: ShutdownFact[] = [];
  for (let node = body; node < tree.next(body); node++) {
    if (!isCall(tree, node)) continue;
    const name = calledNameIn(tree, node);
    const [first = NONE] = argumentsOf(tree, node);
    const limit = TIMED.test(name) ? first : name === 'Shutdown' ? limitOf(tree, bindings, first) : NONE;
    if (limit === NONE) continue;
    const line = tree.line(limit);
    found.push({ line, within: folded(tree, limit), text: tree.lineText(line).slice(0, 160) });
  }
  return found.length > 0 ? found : null;
}

/** The time of the `context.WithTimeout` that a context was made by. */
function limitOf(tree: SyntaxTree, bindings: Bindings, context: NodeId): NodeId {
  const declared = tree.kind(context) === Kind.identifier ? (bindings[context] ?? NONE) : NONE;
  const statement = declared === NONE ? NONE : tree.parent(tree.parent(declared));
  const [value = NONE] = statement === NONE ? [] : tree.children(tree.child(statement, Field.right));
  if (value === NONE || !isCall(tree, value) || tree.textOf(calleeOf(tree, value)) !== 'context.WithTimeout')
    return NONE;
  return argumentsOf(tree, value)[1] ?? NONE;
}
