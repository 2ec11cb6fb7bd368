import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { startedBy } from './goroutine.ts';

/** The function that a `go` statement or a group's `Go` runs: its literal, or a declaration of this file; else NONE. */
export function startedFunction(file: GoFile, start: NodeId): NodeId {
  const started = startedBy(file, start);
  if (!started) return NONE;
  return started.literal || (started.call ? declarationOf(file, started.call) : NONE);
}

/** The declaration, in this file, of the function or method that the call calls; NONE when it is elsewhere. */
export function declarationOf(file: GoFile, call: NodeId): NodeId {
  const { tree } = file;
  const found = file.callee(call);
  if (found === null || found.package !== file.package?.path) return NONE;
  for (let node = 1; node < tree.size; node = tree.next(node)) {
    const method = tree.kind(node) === Kind.method_declaration;
    if (!method && tree.kind(node) !== Kind.function_declaration) continue;
    if (tree.textOf(tree.child(node, Field.name)) !== found.name) continue;
    const receiver = method ? /(\w+)(?:\[.*)?\)$/s.exec(tree.textOf(tree.child(node, Field.receiver)))?.[1] : undefined;
    if ((receiver ?? null) === found.receiver) return node;
  }
  return NONE;
}

/** Name of what a `go` statement calls: `handle` of `go s.handle(c)`; empty for a literal. */
export function startedName(file: GoFile, start: NodeId): string {
  const { tree } = file;
  const call = startedBy(file, start)?.call ?? NONE;
  if (call === NONE) return '';
  const callee = calleeOf(tree, call);
  return tree.textOf(tree.child(callee, Field.field) || callee);
}
