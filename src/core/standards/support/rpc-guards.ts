import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref } from '../../go/types/type.ts';
import { authenticates, SPEAKS } from './authentication.ts';
import { spreadOut } from './slice-elements.ts';

const GRPC = 'google.golang.org/grpc';
const CHAINS = /\/go-grpc-middleware(?:\/v\d+)?$/;
/** Interceptors that are known for something else. */
const HARMLESS =
  /\/otelgrpc$|\/go-grpc-prometheus$|\/go-grpc-middleware\/(?:v\d+\/)?(?:providers\/\w+|interceptors\/(?:logging|recovery|ratelimit|retry|timeout|validator|realip|protovalidate)|logging(?:\/\w+)?|recovery|ratelimit|retry|tags|tracing\/\w+|validator|providers\/\w+(?:\/\w+)?)$|\/(?:otgrpc|nrgrpc|apmgrpc|sentry-go\/grpc|grpc_opentracing|grpctrace)$/;

/** A server of gRPC with what stands before its methods. */
export interface RpcServer {
  unary: readonly NodeId[];
  stream: readonly NodeId[];
  /** Peers may have to show certificates. */
  hasCredentials: boolean;
}

/** What `grpc.NewServer(…)` puts before the methods; null where not all of it is seen. */
export function rpcServer(file: GoFile, call: NodeId): RpcServer | null {
  const options = spreadOut(file, file.arguments(call));
  const unary: NodeId[] = [];
  const stream: NodeId[] = [];
  let hasCredentials = false;
  for (const option of options ?? []) {
    const name = isCall(file.tree, option) ? /^\w+$/.exec(file.calledName(option))?.[0] : undefined;
    const callee = file.qualified(calleeOf(file.tree, option));
    if (name === undefined || callee === null || (callee.package !== GRPC && !HARMLESS.test(callee.package)))
      return null;
    if (name === 'Creds') hasCredentials = true;
    const to = /^(?:Chain)?UnaryInterceptor$/.test(name)
      ? unary
      : /^(?:Chain)?StreamInterceptor$/.test(name)
        ? stream
        : null;
    if (to === null) continue;
    const interceptors = chained(file, file.arguments(option));
    if (interceptors === null) return null;
    to.push(...interceptors);
  }
  return options && { unary, stream, hasCredentials };
}

/** Interceptors, those that a library's chain joins one by one. */
export function chained(file: GoFile, args: readonly NodeId[]): NodeId[] | null {
  const all: NodeId[] = [];
  for (const one of spreadOut(file, args) ?? [NONE]) {
    if (one === NONE) return null;
    const callee = isCall(file.tree, one) ? file.qualified(calleeOf(file.tree, one)) : null;
    const inner = callee && CHAINS.test(callee.package) ? chained(file, file.arguments(one)) : [one];
    if (inner === null) return null;
    all.push(...inner);
  }
  return all;
}

/** Whether an interceptor asks who calls; null where that cannot be told. */
export function interceptorAsks(file: GoFile, interceptor: NodeId): boolean | null {
  const { tree } = file;
  const node = unparenthesized(tree, interceptor);
  const called = isCall(tree, node) ? calleeOf(tree, node) : node;
  const named = file.qualified(called);
  const args = isCall(tree, node) ? file.arguments(node) : [];
  // `selector.UnaryServerInterceptor(auth.UnaryServerInterceptor(check), match)`
  if (named && /\/interceptors\/selector$/.test(named.package)) return args[0] ? interceptorAsks(file, args[0]) : null;
  if (named && HARMLESS.test(named.package)) return false;
  if (tree.kind(called) === Kind.selector_expression && !named) {
    const owner = deref(file.typeOf(tree.child(called, Field.operand)));
    if (owner.kind === 'named' && SPEAKS.test(owner.name)) return true;
  }
  return authenticates(file, node);
}
