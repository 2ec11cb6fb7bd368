import type { GoFile } from '../../go/file.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';

/** The argument itself, or the elements of the slice that `signals...` spreads. */
export function signalsIn(file: GoFile, argument: NodeId): NodeId[] {
  const { tree } = file;
  if (tree.kind(argument) !== Kind.variadic_argument) return [argument];
  const slice = file.initialiser(tree.children(argument)[0] ?? NONE);
  if (tree.kind(slice) !== Kind.composite_literal) return [];
  return tree.children(tree.child(slice, Field.body)).map((element) => tree.children(element)[0] ?? NONE);
}

/** `SIGTERM` for `syscall.SIGTERM`; null where the expression is no constant of a signal. */
export function signalName(file: GoFile, signal: NodeId): string | null {
  if (file.is(signal, 'os', 'Interrupt')) return 'SIGINT';
  if (file.is(signal, 'os', 'Kill')) return 'SIGKILL';
  const found = file.qualified(signal);
  if (found === null || !/^(?:syscall|golang\.org\/x\/sys\/unix)$/.test(found.package)) return null;
  return /^SIG[A-Z\d]+$/.test(found.name) ? found.name : null;
}
