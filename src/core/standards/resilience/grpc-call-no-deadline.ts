import type { GoFile } from '../../go/file.ts';
import { isExported } from '../../go/names.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { isProcess } from '../support/acquisition.ts';
import { contextOrigin } from '../support/call-context.ts';
import { hasDeadlineAbove } from '../support/deadline-above.ts';
import { functionsAround } from '../support/functions.ts';
import { entryAround, reachOf } from '../support/handlers.ts';
import { calledText } from '../support/ignorable.ts';
import { libraryCallee } from '../support/messages.ts';
import { isOneShot } from '../support/program.ts';
import { isRpc } from '../support/remote.ts';
import { boundedByWrapper, rpcsAreBounded } from '../support/rpc-deadlines.ts';
import { signatureOf } from '../support/sources.ts';
import { isStartUp } from '../support/start-up.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

const shop = (body: string, imports: readonly string[] = []) => `package web

import (
${['context', 'net/http', 'google.golang.org/grpc', ...imports].map((path) => `\t"${path}"\n`).join('')})

type Price struct{}

type PricesClient interface {
	Get(ctx context.Context, in *Price, opts ...grpc.CallOption) (*Price, error)
	Watch(ctx context.Context, in *Price, opts ...grpc.CallOption) (Prices_WatchClient, error)
}

type Prices_WatchClient interface{ Recv() (*Price, error) }

type server struct{ prices PricesClient }

${body}
`;
const quote = (before: string, call: string) => `func (s *server) quote(ctx context.Context) (*Price, error) {
${before}	return ${call}
}

func (s *server) show(w http.ResponseWriter, r *http.Request) {
	_, _ = s.quote(r.Context())
}`;

export const grpcCallNoDeadline = defineStandard({
  id: 'resilience/grpc-call-no-deadline',
  severity: 'medium',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'gRPC call that nothing limits in time',
  why: 'gRPC has no deadline of its own: without one a call waits for as long as the connection lives. A service that hangs, rather than fails, then takes a goroutine, its memory and often a connection of the pool for every request that comes in, until this service hangs as well. It also goes on working on answers that nobody waits for.',
  fix: 'Give the context a deadline before the call, or have an interceptor give every call one.\n\n```go\nctx, cancel := context.WithTimeout(ctx, 2*time.Second)\ndefer cancel()\nprice, err := s.prices.Get(ctx, request)\n```',
  references: [
    'https://grpc.io/docs/guides/deadlines/',
    'https://grpc.io/blog/deadlines/',
    'https://sre.google/sre-book/addressing-cascading-failures/',
  ],
  lasting: true,
  examples: {
    bad: [
      shop(`func (s *server) show(w http.ResponseWriter, r *http.Request) {
	price, err := s.prices.Get(r.Context(), &Price{}) // want
	if err != nil {
		http.Error(w, "no price", http.StatusBadGateway)
		return
	}
	_ = price
}`),
      shop(quote('', 's.prices.Get(ctx, &Price{}) // want')),
      // What is added to the context is no deadline, and the one that is made has not begun yet.
      shop(
        quote('\tctx = metadata.AppendToOutgoingContext(ctx, "tenant", "a")\n', 's.prices.Get(ctx, &Price{}) // want'),
        ['google.golang.org/grpc/metadata'],
      ),
      // A fresh one, in a consumer.
      shop(
        `func (s *server) consume(msg *nats.Msg) {
	ctx := context.Background()
	_, _ = s.prices.Get(ctx, &Price{}) // want
}`,
        ['github.com/nats-io/nats.go'],
      ),
    ],
    good: [
      shop(
        quote(
          '\tctx, cancel := context.WithTimeout(ctx, time.Second)\n\tdefer cancel()\n',
          's.prices.Get(ctx, &Price{})',
        ),
        ['time'],
      ),
      // The handler sets it.
      shop(
        quote('', 's.prices.Get(ctx, &Price{})').replace(
          '	_, _ = s.quote(r.Context())',
          '	ctx, cancel := context.WithTimeout(r.Context(), time.Second)\n	defer cancel()\n	_, _ = s.quote(ctx)',
        ),
        ['time'],
      ),
      // An interceptor gives every call one.
      shop(
        `${quote('', 's.prices.Get(ctx, &Price{})')}

func bounded(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoker grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return invoker(ctx, method, req, reply, cc, opts...)
}`,
        ['time'],
      ),
      // A wrapper of the stub does.
      shop(
        `${quote('', 's.prices.Get(ctx, &Price{})')}

type patient struct{ prices PricesClient }

func (p patient) Get(ctx context.Context, in *Price, opts ...grpc.CallOption) (*Price, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return p.prices.Get(ctx, in, opts...)
}`,
        ['time'],
      ),
      // The caller's deadline comes with an RPC; a stream is meant to last; nobody waits for a start.
      shop(`type UnimplementedShopServer struct{}

type shopServer struct {
	UnimplementedShopServer
	prices PricesClient
}

func (s *shopServer) Show(ctx context.Context, in *Price) (*Price, error) { return s.prices.Get(ctx, in) }

func (s *server) stream(w http.ResponseWriter, r *http.Request) {
	_, _ = s.prices.Watch(r.Context(), &Price{})
}

func newServer(prices PricesClient) *server {
	_, _ = prices.Get(context.Background(), &Price{})
	return &server{prices}
}`),
    ],
  },
  go: {
    call_expression(call, file, report) {
      const [context = NONE, request] = file.arguments(call);
      if (request === undefined || !isExported(file.calledName(call)) || isTestCode(file)) return;
      if (!isUnaryRpc(file, call) || isTooling(file)) return;
      const way = unboundedWay(file, call, context);
      if (way === null || hasDeadlineAbove(file, call)) return;
      // Asks all of the repository.
      if (hasOwnLimit(file, call) || rpcsAreBounded(file.index).found) return;
      report(call, {
        message: `\`${calledText(file, call)}\` waits for as long as the other service takes: ${way}. While that hangs, every such call keeps its goroutine and whatever it holds.`,
      });
    },
  },
});

/** A call of a generated stub that is answered once. */
function isUnaryRpc(file: GoFile, call: NodeId): boolean {
  const callee = libraryCallee(file, call);
  const signature = callee?.receiver == null ? null : signatureOf(file.index, callee);
  if (!signature || !isRpc(signature)) return false;
  const answer = signature.results[0] && deref(signature.results[0]);
  return answer?.kind === 'named' && !/Client$/.test(answer.name);
}

/** Why the context has no deadline, in words; null where it may have one. */
function unboundedWay(file: GoFile, call: NodeId, context: NodeId): string | null {
  const origin = contextOrigin(file, context);
  if (origin === null) return null;
  if (origin === 'request') return 'it runs with the context of the HTTP request, which has no deadline';
  const around = entryAround(file, call);
  if (origin === 'fresh') {
    const answers = around !== null || reachOf(file, call) !== null;
    const starts = isProcess(file, enclosingFunction(file.tree, call)) || isStartUp(file, call);
    return answers || (!starts && !isOneShot(file, call))
      ? 'it runs with a fresh context, which has no deadline'
      : null;
  }
  const reach = around ? null : reachOf(file, call);
  if (reach?.entry !== 'HTTP handler') return null;
  return `the context that it is handed (\`${reach.way.join('` → `')}\`) is that of an HTTP request, which has no deadline`;
}

/** What stands in for the stub or a function around it sets a deadline, or an option of the call speaks of one. */
function hasOwnLimit(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  if (boundedByWrapper(file.index).has(file.calledName(call))) return true;
  if (file.arguments(call).some((argument) => /timeout|deadline/i.test(tree.textOf(argument)))) return true;
  const lines = new Set(functionsAround(file, call).map((fn) => tree.line(fn)));
  const own = file.facts.functions.find(({ line }) => lines.has(line));
  return own?.uses.some((use) => /\.With(?:Timeout|Deadline)\w*$/.test(use)) ?? false;
}
