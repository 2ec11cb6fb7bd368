import type { FunctionFact } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { callsWithin, STARTING_CALLS, startedBy } from '../support/goroutine.ts';
import { grownBy } from '../support/grown-by.ts';
import { reachedFromEntries } from '../support/handlers.ts';
import { isLimited } from '../support/limited.ts';
import { isNetworkCall } from '../support/network.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

const server = (body: string, asks = 's.stock', more = '') => `package api

import (
	"context"
	"net/http"
	"sync"

	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
)

type Item struct{}

type StockClient interface {
	Get(ctx context.Context, in *Item, opts ...grpc.CallOption) (*Item, error)
}

type Server struct{ stock, bulk StockClient }

func (s *Server) Show(w http.ResponseWriter, r *http.Request) { s.find(r.Context()) }

func (s *Server) find(ctx context.Context) { _, _ = ${asks}.Get(ctx, &Item{}) }

func (s *Server) Refresh(ctx context.Context, items []*Item) {
	var wg sync.WaitGroup
	var g errgroup.Group
	for _, item := range items {
${body}
	}
	wg.Wait()
	_ = g.Wait()
}
${more}`;
const go = (client: string, want = false) =>
  `		wg.Add(1)\n		go func() {\n			defer wg.Done()\n			_, _ = ${client}.Get(ctx, item)${want ? ' // want' : ''}\n		}()`;

export const noBulkhead = defineStandard({
  id: 'resilience/no-bulkhead',
  severity: 'low',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'Bulk work that shares its client with requests, without a share of its own',
  why: 'A job that asks for everything at once takes every connection of the pool, every stream of the connection, or whatever the other side has to give. Requests that use the same client queue behind it: the batch at night becomes an outage of the shop, although nothing is broken.',
  fix: 'Give the job a share that leaves room: a limit on what it asks at once, or a client and a pool of its own.\n\n```go\ng, ctx := errgroup.WithContext(ctx)\ng.SetLimit(4) // the pool has 16\n```',
  references: [
    'https://learn.microsoft.com/en-us/azure/architecture/patterns/bulkhead',
    'https://sre.google/sre-book/addressing-cascading-failures/',
  ],
  examples: {
    bad: [
      server(go('s.stock', true)),
      server(`		g.Go(func() error {
			_, err := s.stock.Get(ctx, item) // want
			return err
		})`),
      // The handler asks itself, and the job through a local name.
      server(
        go('s.bulk', true),
        's.stock',
        'func (s *Server) List(w http.ResponseWriter, r *http.Request) { _, _ = s.bulk.Get(r.Context(), &Item{}) }\n',
      ),
    ],
    good: [
      // A client of its own.
      server(go('s.bulk')),
      // A share of its own.
      server(`		g.SetLimit(4)
		g.Go(func() error {
			_, err := s.stock.Get(ctx, item)
			return err
		})`),
      // One after the other.
      server('\t\t_, _ = s.stock.Get(ctx, item)'),
      // No request waits for it.
      server(go('s.stock'), 'StockClient(nil)'),
    ],
  },
  go: { go_statement: visit, call_expression: visit },
});

function visit(start: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  if (tree.kind(start) === Kind.call_expression && !STARTING_CALLS.test(file.calledName(start))) return;
  const root = enclosingFunction(tree, start);
  const loop = tree.ancestor(start, Kind.for_statement);
  if (loop <= root || enclosingFunction(tree, loop) !== root) return;
  const started = startedBy(file, start);
  const source = started && started.literal !== NONE ? grownBy(file, loop) : NONE;
  if (!started || source === NONE || isTestCode(file) || isTooling(file) || isLimited(file, loop, root)) return;
  for (const call of callsWithin(file, tree.child(started.literal, Field.body))) {
    const field = clientField(file, call, root);
    const request = field === null ? null : requestWith(file, root, field);
    if (field === null || request === null || !isNetworkCall(file, call)) continue;
    const client = tree.textOf(tree.child(calleeOf(tree, call), Field.operand));
    report(call, {
      message: `This asks \`${client}\` for all of \`${tree.textOf(source)}\` at once, and \`${request}\` answers requests with the same client: they wait behind the batch for its connections, and for what the other side has left.`,
      evidence: [loop],
    });
    return;
  }
}

/** `stock` of `s.stock.Get(…)`, where `s` is the receiver of the function; null otherwise. */
function clientField(file: GoFile, call: NodeId, root: NodeId): string | null {
  const { tree, bindings } = file;
  if (tree.kind(root) !== Kind.method_declaration) return null;
  const client = tree.child(calleeOf(tree, call), Field.operand);
  if (tree.kind(client) !== Kind.selector_expression) return null;
  const holder = tree.child(client, Field.operand);
  const declared = tree.kind(holder) === Kind.identifier ? (bindings[holder] as number) : NONE;
  if (declared === NONE || !tree.contains(tree.child(root, Field.receiver), declared)) return null;
  return tree.textOf(tree.child(client, Field.field));
}

/** A function that requests come to and that asks something of the same field; null where there is none. */
function requestWith(file: GoFile, root: NodeId, field: string): string | null {
  const own = file.facts.functions.find(({ line }) => line === file.tree.line(root));
  if (!own || !file.package) return null;
  const asks = ({ receiver, effects }: FunctionFact) =>
    receiver?.type === own.receiver?.type && (effects?.r?.some((effect) => effect.startsWith(`.${field}.`)) ?? false);
  for (const [fact] of reachedFromEntries(file.package)) if (fact !== own && asks(fact)) return fact.name;
  return null;
}
