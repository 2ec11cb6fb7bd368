import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { underlyingOf } from '../../go/types/operations.ts';
import type { Type } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { entryAround, reachOf } from '../support/handlers.ts';
import { calledText } from '../support/ignorable.ts';
import { isLastIteration } from '../support/iteration.ts';
import { isCounted } from '../support/loops.ts';
import { quoted } from '../support/quoted.ts';
import { type Remote, remoteBehind } from '../support/remote.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { rootOf } from '../support/values.ts';

const server = (body: string, more = '') => `package api

import (
	"context"

	"google.golang.org/grpc"
)

type Stock struct{}

type StockClient interface {
	Get(ctx context.Context, in *Stock, opts ...grpc.CallOption) (*Stock, error)
	GetBatch(ctx context.Context, in []*Stock, opts ...grpc.CallOption) ([]*Stock, error)
}

type Order struct{ Lines []*Stock }

type UnimplementedOrdersServer struct{}

type server struct {
	UnimplementedOrdersServer
	stock  StockClient
	peers  []StockClient
	shards [][]*Stock
}

func (s *server) Place(ctx context.Context, in *Order) (*Order, error) {
${body}
	return in, nil
}
${more}`;

export const chattyCall = defineStandard({
  id: 'architecture/chatty-call',
  severity: 'medium',
  lane: 'D',
  flags: ['cascading-failure'],
  title: 'Remote call for every item of a list',
  why: 'Each turn of the loop waits for a round trip of its own: fifty lines of an order are fifty times the network, one after the other, and fifty chances to fail half-way. The latency grows with the data, and one request here becomes a burst for the service that is called.',
  fix: 'Ask once for all: give the other service an RPC that takes the list.\n\n```go\nstock, err := s.inventory.BatchGet(ctx, &inventoryv1.BatchGetRequest{Skus: skus})\n```\n\nWhere there is none, bound the calls and make them side by side with an `errgroup` that has a limit.',
  references: [
    'https://learn.microsoft.com/en-us/azure/architecture/antipatterns/chatty-io/',
    'https://google.aip.dev/231',
  ],
  examples: {
    bad: [
      server(`	for _, line := range in.Lines {
		if _, err := s.stock.Get(ctx, line); err != nil { // want
			return nil, err
		}
	}`),
      // In a helper of the handler; what is asked for is made of the item.
      server(
        '\ts.reserve(ctx, in)',
        `
func (s *server) reserve(ctx context.Context, in *Order) {
	for at := range in.Lines {
		wanted := in.Lines[at]
		found, err := s.stock.Get(ctx, wanted) // want
		if err == nil {
			in.Lines[at] = found
		}
	}
}
`,
      ),
      server(
        `	stock := byName(in)
	client := s.stock
	for name, one := range stock {
		stock[name], _ = client.Get(ctx, one) // want
	}`,
        '\nfunc byName(in *Order) map[string]*Stock { return nil }\n',
      ),
    ],
    good: [
      server(`	if _, err := s.stock.GetBatch(ctx, in.Lines); err != nil {
		return nil, err
	}`),
      // Lists of lists are batches, and every peer is another server.
      server(`	for _, shard := range s.shards {
		_, _ = s.stock.GetBatch(ctx, shard)
	}
	for _, peer := range s.peers {
		_, _ = peer.Get(ctx, &Stock{})
	}`),
      // It tries again, or stops at the first that answers.
      server(`	for attempt := 0; attempt < 3; attempt++ {
		if _, err := s.stock.Get(ctx, &Stock{}); err == nil {
			break
		}
	}
	for _, line := range in.Lines {
		found, err := s.stock.Get(ctx, line)
		if err != nil {
			return nil, err
		}
		in.Lines = append(in.Lines, found)
		return in, nil
	}`),
      // Side by side, and outside of any request.
      server(
        `	for _, line := range in.Lines {
		go func() { _, _ = s.stock.Get(ctx, line) }()
	}`,
        `
func warm(ctx context.Context, stock StockClient, all []*Stock) {
	for _, one := range all {
		_, _ = stock.Get(ctx, one)
	}
}
`,
      ),
    ],
  },
  go: {
    call_expression(call, file, report) {
      const loop = loopAround(file, call);
      if (loop === NONE || isTestCode(file) || isTooling(file)) return;
      if (!goesOverItems(file, loop) || !isAboutItem(file, call, loop)) return;
      if (isLastIteration(file, loop, statementOf(file, call)) || !isInRequest(file, call)) return;
      const remote = remoteBehind(file, call);
      if (!remote || remote.kind === 'mail' || BATCH.test(calledText(file, call))) return;
      const over = file.tree.child(file.tree.childOfKind(loop, Kind.range_clause), Field.right);
      report(call, {
        ...(isProven(remote) ? {} : { lane: 'H' as const }),
        message: `\`${calledText(file, call)}\` ${wayOf(remote)} for each of ${quoted(file.tree, over)}, one after the other: whoever waits for this waits for as many round trips as there are items.`,
        evidence: [over],
      });
    },
  },
});

const BATCH = /batch|bulk|chunk|page|multi|all$/i;

/** Functions on the way may have the answer at hand, and requests over HTTP may go to another server each. */
function isProven({ kind, way }: Remote): boolean {
  return kind === 'gRPC call' && way.length === 0;
}

function wayOf({ kind, way }: Remote): string {
  const what = {
    'gRPC call': 'calls another service',
    'HTTP request': 'sends a request',
    'AWS request': 'asks AWS',
    mail: 'sends a mail',
  }[kind];
  return way.length > 1 ? `(through \`${way.slice(1).join('` and `')}\`) ${what}` : what;
}

/** The innermost loop around a call in its own function. */
function loopAround({ tree }: GoFile, call: NodeId): NodeId {
  const loop = tree.ancestor(call, Kind.for_statement);
  return loop !== NONE && loop > enclosingFunction(tree, call) ? loop : NONE;
}

/** A range over a list or a map whose items are no lists themselves. */
function goesOverItems(file: GoFile, loop: NodeId): boolean {
  const range = file.tree.childOfKind(loop, Kind.range_clause);
  if (range === NONE || isCounted(file, loop)) return false;
  const over = underlyingOf(file.index, file.typeOf(file.tree.child(range, Field.right)));
  const item = over.kind === 'slice' || over.kind === 'array' ? over.of : over.kind === 'map' ? over.value : null;
  return item !== null && !isList(underlyingOf(file.index, item));
}

function isList({ kind }: Type): boolean {
  return kind === 'slice' || kind === 'array' || kind === 'map';
}

/** What is asked depends on the item, whom is asked does not. */
function isAboutItem(file: GoFile, call: NodeId, loop: NodeId): boolean {
  const { tree, bindings } = file;
  const isWithin = (name: NodeId) => tree.contains(loop, bindings[name] as number) && bindings[name] !== NONE;
  const client = rootOf(tree, calleeOf(tree, call));
  if (client !== NONE && isWithin(client)) return false;
  return file
    .arguments(call)
    .some((argument) => [argument, ...tree.descendants(argument, Kind.identifier)].some(isWithin));
}

function isInRequest(file: GoFile, call: NodeId): boolean {
  return entryAround(file, call) !== null || reachOf(file, call) !== null;
}

function statementOf({ tree }: GoFile, node: NodeId): NodeId {
  let at = node;
  while (tree.kind(tree.parent(at)) !== Kind.statement_list && tree.parent(at) !== NONE) at = tree.parent(at);
  return at;
}
