import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';

/** Servers, the methods that serve until the server is told to stop, and the methods that tell it. */
const SERVERS: readonly [path: RegExp, type: string, serves: RegExp, ends: RegExp][] = [
  [/^net\/http$/, 'Server', /^(?:ListenAnd)?Serve(?:TLS)?$/, /^(?:Shutdown|Close)$/],
  [/^google\.golang\.org\/grpc$/, 'Server', /^Serve$/, /^(?:Graceful)?Stop$/],
  [/^github\.com\/labstack\/echo\/v\d+$/, 'Echo', /^Start(?:TLS|Server|AutoTLS|H2CServer)?$/, /^(?:Shutdown|Close)$/],
];
const NAMES = /^(?:(?:ListenAnd)?Serve(?:TLS)?|Start\w*|Shutdown|Close|(?:Graceful)?Stop)$/;

/** The server that a call has serve, or end serving; null for every other call. */
export function serverCall(file: GoFile, call: NodeId): { server: NodeId; does: 'serve' | 'end' } | null {
  const { tree } = file;
  const callee = calleeOf(tree, call);
  if (tree.kind(callee) !== Kind.selector_expression) return null;
  const name = tree.textOf(tree.child(callee, Field.field));
  const server = tree.child(callee, Field.operand);
  if (!NAMES.test(name) || server === NONE) return null;
  const found = file.callee(call);
  if (found === null) return null;
  for (const [path, type, serves, ends] of SERVERS) {
    if (found.receiver !== type || !path.test(found.package)) continue;
    if (serves.test(name)) return { server, does: 'serve' };
    if (ends.test(name)) return { server, does: 'end' };
  }
  return null;
}
