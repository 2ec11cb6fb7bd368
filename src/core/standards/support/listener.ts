import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
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
  const made =
    file.tree.kind(listener) === Kind.identifier ? lastValue(file, listener) || declared(file, listener) : listener;
  if (made === NONE || !file.isCallTo(made, 'net', 'Listen')) return false;
  const [network = NONE, address = NONE] = file.arguments(made);
  return /^["`]unix/.test(constantText(file, network) ?? '') || isLocalAddress(file, address);
}

/** What a variable of the function around a literal was declared with. */
function declared(file: GoFile, use: NodeId): NodeId {
  const declaration = file.bindings[use] as number;
  return declaration ? (givenAt(file, declaration)?.value ?? NONE) : NONE;
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
