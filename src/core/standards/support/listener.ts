import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration, enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { givenAt } from './assigned.ts';
import { constantText } from './constants.ts';
import { destinationOf } from './destination.ts';
import { isSamePath, lastValue } from './values.ts';

const LOOPBACK = /^["`](?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::|["`]$)/;
const DEBUG = /pprof|expvar|promhttp|metrics|debug/i;

/** An address that only this machine reaches: `"localhost:80"`, `fmt.Sprintf("127.0.0.1:%d", port)`. */
export function isLocalAddress(file: GoFile, address: NodeId): boolean {
  return address !== NONE && LOOPBACK.test(startOf(file, address));
}

/** The constant that a text starts with, in quotes. */
function startOf(file: GoFile, text: NodeId): string {
  const { tree } = file;
  const value = file.initialiser(text) || text;
  if (file.isCallTo(value, 'fmt', 'Sprintf')) return startOf(file, file.arguments(value)[0] ?? NONE);
  if (tree.kind(value) === Kind.binary_expression && tree.kind(tree.child(value, Field.operator)) === Token['+'])
    return startOf(file, tree.child(value, Field.left));
  return constantText(file, value) ?? '';
}

/** A listener on the loopback interface or a Unix socket, made in this function. */
export function isLocalListener(file: GoFile, listener: NodeId): boolean {
  const made = madeAs(file, listener);
  if (isUnixListener(file, listener)) return true;
  return file.isCallTo(made, 'net', 'Listen') && isLocalAddress(file, file.arguments(made)[1] ?? NONE);
}

/** A listener that only processes of this machine reach, as files: by its type, or by how this function made it. */
export function isUnixListener(file: GoFile, listener: NodeId): boolean {
  if (isNamed(file.typeOf(listener), 'net', 'UnixListener')) return true;
  const made = madeAs(file, listener);
  if (!file.isCallTo(made, 'net', 'Listen', 'ListenUnix')) return false;
  return /^["`]unix/.test(constantText(file, file.arguments(made)[0] ?? NONE) ?? '');
}

/** The call that made the listener, where a variable stands for it. */
function madeAs(file: GoFile, listener: NodeId): NodeId {
  if (file.tree.kind(listener) !== Kind.identifier) return listener;
  return lastValue(file, listener) || declared(file, listener) || listener;
}

/** What a variable of the function around a literal was declared with. */
function declared(file: GoFile, use: NodeId): NodeId {
  const declaration = file.bindings[use] as number;
  return declaration ? (givenAt(file, declaration)?.value ?? NONE) : NONE;
}

/**
 * The server lives no longer than a deadline: the function that makes it waits for `ctx.Done()` of a context with one,
 * and shuts it down when it ends.
 */
export function isShutInTime(file: GoFile, server: NodeId): boolean {
  const { tree } = file;
  const goes = destinationOf(file, server);
  const root = enclosingFunction(tree, server);
  if (goes.to !== 'variable' || root === NONE) return false;
  const calls = [...tree.descendants(root, Kind.call_expression)];
  const stops = calls.some((call) => {
    const on = tree.child(calleeOf(tree, call), Field.operand);
    const deferred = tree.ancestor(call, Kind.defer_statement) !== NONE;
    return deferred && /^(?:Shutdown|Close)$/.test(file.calledName(call)) && isSamePath(file, on, goes.name);
  });
  if (!stops) return false;
  return calls.some((call) => {
    if (enclosingFunction(tree, call) !== root || file.calledName(call) !== 'Done') return false;
    const context = lastValue(file, tree.child(calleeOf(tree, call), Field.operand));
    return context !== NONE && file.isCallTo(context, 'context', 'WithTimeout', 'WithDeadline');
  });
}

/** Every `Serve` of the server in the declaration around it is on a local listener, and there is one. */
export function servesLocally(file: GoFile, server: NodeId): boolean {
  const { tree } = file;
  const around = enclosingDeclaration(tree, server);
  const goes = destinationOf(file, server);
  const path = tree.kind(server) === Kind.identifier ? server : goes.to === 'variable' ? goes.name : NONE;
  if (!around || !path) return false;
  let local = false;
  for (const call of tree.descendants(around, Kind.call_expression)) {
    const callee = calleeOf(tree, call);
    if (tree.kind(callee) !== Kind.selector_expression) continue;
    if (!/^(?:ListenAnd)?Serve(?:TLS)?$/.test(tree.textOf(tree.child(callee, Field.field)))) continue;
    if (!isSamePath(file, tree.child(callee, Field.operand), path)) continue;
    if (!isLocalListener(file, file.arguments(call)[0] ?? NONE)) return false;
    local = true;
  }
  return local;
}

/** Metrics or profiles are served: by name, or by the default mux of a file that registers them there. */
export function isDebugHandler(file: GoFile, handler: NodeId): boolean {
  if (handler !== NONE && file.tree.kind(handler) !== Kind.nil) return DEBUG.test(file.tree.textOf(handler));
  return file.facts.imports.some(({ path }) => path === 'net/http/pprof' || path === 'expvar' || DEBUG.test(path));
}
