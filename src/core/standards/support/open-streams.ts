import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { serviceName } from '../../services/edges/stubs.ts';
import type { Report } from '../standard.ts';
import { interceptorAsks, rpcServer } from './rpc-guards.ts';
import { implementationAsks, methodsOfService, registrations } from './rpc-registrations.ts';

/** For machines that run or look at the service, and ways in. */
const PUBLIC = /health|reflection|channelz|auth|login|session|token|public|info|version|status|ping/i;

/**
 * Of a server of gRPC, the methods over streams that nobody asks who they are while all others are asked: unary calls
 * and streams have interceptors of their own.
 */
export function openStreams(call: NodeId, file: GoFile, report: Report): void {
  if (!file.isCallTo(call, 'google.golang.org/grpc', 'NewServer')) return;
  const server = rpcServer(file, call);
  const asking = server?.unary.find((one) => interceptorAsks(file, one) === true);
  if (!server || asking === undefined || server.stream.some((one) => interceptorAsks(file, one) !== false)) return;
  for (const { call: registering, service, package: path, implementation } of registrations(file, call)) {
    const { stream, unary } = methodsOfService(file, path, service);
    const asked = stream.map((name) => ({ name, itself: implementationAsks(file, implementation, name) }));
    const open = asked.filter(({ name, itself }) => itself !== true && !PUBLIC.test(name));
    const [first] = open;
    if (!first || PUBLIC.test(service)) continue;
    const names = open.map(({ name }) => `\`${name}\``).join(', ');
    const isCertain = !server.hasCredentials && open.every(({ itself }) => itself === false);
    report(registering, {
      ...(isCertain ? {} : { lane: 'H' as const, severity: 'medium' as const }),
      route: `/${serviceName(file.index, { package: path, service, protocol: 'grpc' })}/${first.name}`,
      message: `${names} of \`${service}\` ${open.length === 1 ? 'answers' : 'answer'} anybody: \`${short(file, asking)}\` asks who calls ${unary.length > 0 ? `\`${unary[0]}\`` : 'before unary calls'}${unary.length > 1 ? ` and ${unary.length - 1} more` : ''}, and streams have interceptors of their own, of which none does.`,
      evidence: [asking, call],
    });
  }
}

function short(file: GoFile, node: NodeId): string {
  const text = file.tree.textOf(node).replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
