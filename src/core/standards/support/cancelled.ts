import type { GoFile } from '../../go/file.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext } from '../../go/types/type.ts';
import { acquisitionOf } from './acquisition.ts';
import { valuesGiven } from './assigned.ts';
import { lastValue } from './values.ts';

const DERIVES = [
  'WithCancel',
  'WithTimeout',
  'WithDeadline',
  'WithCancelCause',
  'WithTimeoutCause',
  'WithDeadlineCause',
];

/** The call's context is cancelled when the function is left: made here, with a deferred cancel. */
export function isCancelledOnReturn(file: GoFile, call: NodeId): boolean {
  const context = file.arguments(call).find((argument) => isContext(file.typeOf(argument)));
  return context !== undefined && isCancelled(file, context, 4);
}

function isCancelled(file: GoFile, context: NodeId, depth: number): boolean {
  const { tree, bindings } = file;
  if (isGroups(file, context)) return true;
  const made = tree.kind(context) === Kind.identifier ? lastValue(file, context) : context;
  if (made === NONE || depth === 0) return false;
  if (file.isCallTo(made, 'context', ...DERIVES) || file.isCallTo(made, 'os/signal', 'NotifyContext')) {
    const cancel = acquisitionOf(file, made)?.names[1] ?? NONE;
    const variable = cancel === NONE ? NONE : (bindings[cancel] as number);
    if (variable !== NONE && isDeferred(file, variable, enclosingFunction(tree, made))) return true;
  }
  if (!file.callee(made)) return false;
  // `metadata.AppendToOutgoingContext(ctx, …)`, a span's context: a child goes with its parent.
  const parent = file.arguments(made).find((argument) => isContext(file.typeOf(argument)));
  return parent !== undefined && isCancelled(file, parent, depth - 1);
}

/** The request that the call sends was given such a context: leaving the function closes its connection. */
export function isRequestCancelledOnReturn(file: GoFile, call: NodeId): boolean {
  return file.arguments(call).some((argument) => {
    const made = lastValue(file, argument);
    const gives =
      file.isCallTo(made, 'net/http', 'NewRequestWithContext') ||
      file.isMethodCall(made, 'net/http', 'Request', 'WithContext', 'Clone');
    return gives && isCancelledOnReturn(file, made);
  });
}

/** The context of an errgroup ends when the group was waited for. */
function isGroups(file: GoFile, context: NodeId): boolean {
  const declaration = file.tree.kind(context) === Kind.identifier ? (file.bindings[context] as number) : NONE;
  if (!declaration) return false;
  return valuesGiven(file, declaration).some(({ value }) =>
    file.isCallTo(value, 'golang.org/x/sync/errgroup', 'WithContext'),
  );
}

function isDeferred(file: GoFile, variable: NodeId, root: NodeId): boolean {
  const { tree, bindings } = file;
  for (const defer of tree.descendants(root, Kind.defer_statement)) {
    if (enclosingFunction(tree, defer) !== root) continue;
    const end = tree.next(defer);
    for (let node = defer; node < end; node++) if (bindings[node] === variable) return true;
  }
  return false;
}
