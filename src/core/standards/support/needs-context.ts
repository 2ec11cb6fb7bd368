import type { Callee, GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext } from '../../go/types/type.ts';
import { usesOfResult } from './acquired-uses.ts';
import { constantText } from './constants.ts';
import { destinationOf } from './destination.ts';
import { lastValue } from './values.ts';

/** The call does not wait, or what it makes is given the context later. */
export function needsNoContext(file: GoFile, call: NodeId, { package: path, receiver, name }: Callee): boolean {
  if (path === 'os/exec') return !isWaitedFor(file, call);
  if (name === 'NewRequest') return !isSentAsIs(file, call);
  if (/^(?:Named)?(?:Query|Prepare|Begin)x?$/.test(name) && isKept(file, call)) return true;
  if (receiver === 'Stmt' && isCopy(file, call)) return true;
  // `Handshake` keeps to the deadline of its connection.
  if (path === 'crypto/tls' && receiver === 'Conn') return true;
  const [network = NONE] = file.arguments(call);
  // Nothing is sent to connect a datagram socket.
  return path === 'net' && /Dial$/.test(name) && /^.(?:udp|unix|ip)/.test(constantText(file, network) ?? '');
}

/** Rows, a statement or a transaction that goes to a field: it would end with the context of this call. */
function isKept(file: GoFile, call: NodeId): boolean {
  return [call, ...usesOfResult(file, call)].some((use) => {
    const goes = destinationOf(file, use);
    return (
      goes.to === 'field' ||
      (goes.to === 'variable' && !file.bindings[goes.name] && file.tree.textOf(goes.name) !== '_')
    );
  });
}

/** A transaction ends with the context that it was begun under, and what runs in it fails with it. */
export function isOfTransaction(file: GoFile, call: NodeId, { receiver }: Callee): boolean {
  if (receiver === 'Tx') return true;
  if (receiver !== 'Stmt' && receiver !== 'NamedStmt') return false;
  const { tree } = file;
  const prepared = lastValue(file, tree.child(calleeOf(tree, call), Field.operand));
  return isCall(tree, prepared) && file.callee(prepared)?.receiver === 'Tx';
}

/** A statement of `pq.CopyIn`, which only fills a buffer. */
function isCopy(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const prepared = lastValue(file, tree.child(calleeOf(tree, call), Field.operand));
  if (prepared === NONE || !isCall(tree, prepared)) return false;
  return file
    .arguments(prepared)
    .some((query) => isCall(tree, query) && /CopyIn/.test(tree.textOf(calleeOf(tree, query))));
}

/** `exec.Command(…).Run()`, or `cmd.Output()` below; a process that is started or controlled by hand goes its own way. */
function isWaitedFor(file: GoFile, call: NodeId): boolean {
  const used = methodsUsed(file, call);
  const waits = used.some((name) => /^(?:Run|Output|CombinedOutput)$/.test(name));
  return waits && !used.some((name) => /^(?:Start|Process|SysProcAttr|Cancel)$/.test(name));
}

/** The request is sent with no context: nothing in the function gives it one, nor does who gets it. */
function isSentAsIs(file: GoFile, call: NodeId): boolean {
  if (methodsUsed(file, call).some((name) => /Context|^Clone$/.test(name))) return false;
  const takers = usesOfResult(file, call).map((use) => file.tree.parent(file.tree.parent(use)));
  if (takers.some((taker) => file.tree.kind(taker) === Kind.return_statement)) return false;
  const calls = takers.filter((taker) => isCall(file.tree, taker));
  const takesContext = (taker: NodeId) => file.arguments(taker).some((argument) => isContext(file.typeOf(argument)));
  return !calls.some(takesContext) && calls.some((taker) => file.isMethodCall(taker, 'net/http', 'Client', 'Do'));
}

/** Fields and methods taken of the call's first result, at once or through its variable. */
function methodsUsed(file: GoFile, call: NodeId): string[] {
  const { tree } = file;
  return [call, ...usesOfResult(file, call)].flatMap((use) => {
    const selector = tree.parent(use);
    const taken = tree.kind(selector) === Kind.selector_expression && tree.field(use) === Field.operand;
    return taken ? [tree.textOf(tree.child(selector, Field.field))] : [];
  });
}
