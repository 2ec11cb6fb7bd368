import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref, isNamed } from '../../go/types/type.ts';
import { declarationCalled } from './declarations.ts';
import { callsWithin, type Started } from './goroutine.ts';
import { tellsWhenDone } from './shutdown.ts';
import { rootOf } from './values.ts';

const ENDS = /stop|close|shut_?down|wait|drain|done|finish|quit|exit|join/i;

/** The goroutine says when it is done, takes what it can say it with, or is of something that is ended later. */
export function isWaitedFor(file: GoFile, root: NodeId, statement: NodeId, { literal, call }: Started): boolean {
  const { tree, bindings } = file;
  const body = literal || declarationCalled(file, call);
  if (body !== NONE && tellsWhenDone(file, body)) return true;
  if (call !== NONE && file.arguments(call).some((argument) => canTell(file, argument))) return true;
  const workers = new Set<number>();
  const calls = literal === NONE ? [call] : [...callsWithin(file, tree.child(literal, Field.body))];
  for (const one of calls) {
    const worker = rootOf(tree, tree.child(calleeOf(tree, one), Field.operand));
    if (worker !== NONE && bindings[worker]) workers.add(bindings[worker] as number);
  }
  for (const use of tree.descendants(root, Kind.identifier)) {
    if (!workers.has(bindings[use] as number) || tree.contains(statement, use)) continue;
    const selector = tree.parent(use);
    if (tree.kind(selector) === Kind.selector_expression && ENDS.test(tree.textOf(tree.child(selector, Field.field))))
      return true;
    // Handed to something else after it was started: that may end it.
    if (use > statement && tree.kind(selector) === Kind.argument_list) return true;
  }
  return false;
}

/** A wait group, or a channel other than that of a context. */
function canTell(file: GoFile, argument: NodeId): boolean {
  const type = deref(file.typeOf(argument));
  return (
    type.kind === 'chan' || isNamed(type, 'sync', 'WaitGroup') || isNamed(type, 'golang.org/x/sync/errgroup', 'Group')
  );
}
