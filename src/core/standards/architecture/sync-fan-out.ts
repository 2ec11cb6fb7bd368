import type { GoFile } from '../../go/file.ts';
import { Field } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { hasDeadlineAbove } from '../support/deadline-above.ts';
import { declaredName } from '../support/functions.ts';
import { callsWithin } from '../support/goroutine.ts';
import { entryOf } from '../support/handlers.ts';
import { calledText } from '../support/ignorable.ts';
import { remoteBehind } from '../support/remote.ts';
import { rpcsAreBounded } from '../support/rpc-deadlines.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

const MANY = 3;

const clients = ['Stock', 'Payments', 'Mail', 'Tax'];
const server = (body: string, more = '') => `package api

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
)

type Order struct{}

${clients
  .map(
    (name) =>
      `type ${name}Client interface {\n\tDo(ctx context.Context, in *Order, opts ...grpc.CallOption) (*Order, error)\n}\n`,
  )
  .join('\n')}
type UnimplementedOrdersServer struct{}

type server struct {
	UnimplementedOrdersServer
${clients.map((name) => `\t${name.toLowerCase()} ${name}Client\n`).join('')}}

func (s *server) Place(ctx context.Context, in *Order) (*Order, error) {
${body}
	return in, nil
}

var _ = time.Second
var _ errgroup.Group
${more}`;
const call = (name: string, want = '') =>
  `	if _, err := s.${name}.Do(ctx, in); err != nil {${want}\n		return nil, err\n	}`;

export const syncFanOut = defineStandard({
  id: 'architecture/sync-fan-out',
  severity: 'medium',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'Request that waits for several services in turn',
  why: 'A request that asks three services one after the other is as slow as all of them together and as available as their product: three of 99.9 % make 99.7 %. Where nothing bounds the wait, the slowest of them holds the request, its goroutine and its connections, and its trouble becomes that of everybody upstream.',
  fix: 'Give the request a deadline that the calls share, ask what does not depend on each other side by side, and ask whether each answer is needed before the reply.\n\n```go\nctx, cancel := context.WithTimeout(ctx, 2*time.Second)\ndefer cancel()\ng, ctx := errgroup.WithContext(ctx)\ng.Go(func() error { return s.reserve(ctx, order) })\ng.Go(func() error { return s.quoteTax(ctx, order) })\nif err := g.Wait(); err != nil {\n\treturn nil, err\n}\n```',
  references: ['https://grpc.io/docs/guides/deadlines/', 'https://sre.google/sre-book/addressing-cascading-failures/'],
  examples: {
    bad: [
      server([call('stock'), call('payments'), call('mail', ' // want')].join('\n')),
      server([call('tax'), call('stock'), call('stock'), call('mail', ' // want'), call('payments')].join('\n')),
      // A handler of HTTP, with a closure that it calls itself.
      server(
        '',
        `
func (s *server) Show(w http.ResponseWriter, r *http.Request) {
	ctx, in := r.Context(), &Order{}
	if _, err := s.stock.Do(ctx, in); err != nil {
		http.Error(w, "no stock", http.StatusBadGateway)
		return
	}
	func() { _, _ = s.payments.Do(ctx, in) }()
	_, _ = s.tax.Do(ctx, in) // want
}
`,
      ).replace('"context"\n', '"context"\n\t"net/http"\n'),
    ],
    good: [
      server([call('stock'), call('payments'), call('stock')].join('\n')),
      server(
        `	ctx, cancel := context.WithTimeout(ctx, time.Second)\n	defer cancel()\n${[call('stock'), call('payments'), call('mail')].join('\n')}`,
      ),
      server(`	var g errgroup.Group
	g.Go(func() error { _, err := s.stock.Do(ctx, in); return err })
	g.Go(func() error { _, err := s.payments.Do(ctx, in); return err })
	g.Go(func() error { _, err := s.mail.Do(ctx, in); return err })
	if err := g.Wait(); err != nil {
		return nil, err
	}`),
      // Every call has a deadline of its own.
      server(
        [call('stock'), call('payments'), call('mail')].join('\n'),
        `
func bounded(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoker grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return invoker(ctx, method, req, reply, cc, opts...)
}
`,
      ),
    ],
  },
  go: { function_declaration: judge, method_declaration: judge },
});

function judge(fn: NodeId, file: GoFile, report: Report): void {
  const body = file.tree.child(fn, Field.body);
  if (body === NONE || isTestCode(file) || isTooling(file) || entryOf(file, fn) === null) return;
  const asked = new Map<string, NodeId>();
  for (const call of callsWithin(file, body)) {
    const peer = peerOf(file, call);
    if (peer !== null && !asked.has(peer)) asked.set(peer, call);
  }
  const calls = [...asked.values()].sort((a, b) => a - b);
  const last = calls[MANY - 1];
  if (last === undefined || isBounded(file, fn)) return;
  const names = calls.map((one) => `\`${calledText(file, one)}\``);
  report(last, {
    message: `\`${declaredName(file, fn)}\` waits for ${names.slice(0, -1).join(', ')} and ${names.at(-1)} one after the other, and nothing here or above says how long: it is as slow as all ${calls.length} together, and fails when one of them does.`,
    evidence: calls.slice(0, MANY - 1),
  });
}

/** The client that a call asks another service through; null where it asks none. */
function peerOf(file: GoFile, call: NodeId): string | null {
  const remote = remoteBehind(file, call);
  if (remote?.kind !== 'gRPC call' || remote.way.length > 1) return null;
  const callee = file.callee(call);
  return callee?.receiver == null ? null : `${callee.package}.${callee.receiver}`;
}

function isBounded(file: GoFile, fn: NodeId): boolean {
  const own = file.facts.functions.find(({ line }) => line === file.tree.line(fn));
  return (
    (own?.uses.some((use) => /\.With(?:Timeout|Deadline)$/.test(use)) ?? false) ||
    hasDeadlineAbove(file, fn) ||
    rpcsAreBounded(file.index).found
  );
}
