import { expect, test } from 'vitest';
import { codeEdges } from '../../../../src/core/services/edges/code-edges.ts';
import { guardsText } from '../../../../src/core/services/guards/guard.ts';
import type { ServiceNode } from '../../../../src/core/services/service-map.ts';
import { generated, indexOf, other, server, service } from '../edges/helpers.ts';

/** Edges of the program as `kind subject: guards`. */
function guards(main: string, nodes: readonly ServiceNode[], more: Readonly<Record<string, string>> = {}): string[] {
  return codeEdges(indexOf({ 'cmd/orders/main.go': main, ...more }), nodes)
    .edges.map(({ kind, subject, guards: found = [] }) => `${kind} ${subject}: ${guardsText(found)}`)
    .sort();
}

const http = (fields: string, body: string) => `package main

import (
	"context"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v4"
	"github.com/sony/gobreaker"
)

type client struct {
	http    *http.Client
	breaker *gobreaker.CircuitBreaker
}

func newClient() *http.Client { return &http.Client{${fields}} }

func (c *client) get(ctx context.Context) {
	${body}
}

func main() {
	_ = backoff.Retry
	_ = time.Second
	c := &client{http: newClient()}
	c.get(context.Background())
}
`;
const nodes = [service('orders'), other('stock')];

test('a deadline is told where the context or the client has one, by all that may stand there', () => {
  const timed = `ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, "GET", "http://stock/items", nil)
	c.http.Do(req)`;
  expect(guards(http('', timed), nodes)).toEqual(['http GET /items: deadline 2s']);
  const plain = 'c.http.Get("http://stock/items")';
  expect(guards(http('Timeout: 300 * time.Millisecond', plain), nodes)).toEqual(['http GET /items: deadline 300ms']);
  expect(guards(http('', plain), nodes)).toEqual(['http GET /items: ']);
  const twice = `${plain}\n\thttp.Get("http://stock/items")`;
  expect(guards(http('Timeout: time.Second', twice), nodes)).toEqual(['http GET /items: ']);
});

test('a context that another one replaced, or that another branch made, bounds nothing', () => {
  const body = (between: string) => `{
		${between}
		req, _ := http.NewRequestWithContext(ctx, "GET", "http://stock/items", nil)
		c.http.Do(req)
	}`;
  const timed = 'ctx, cancel := context.WithTimeout(ctx, time.Second)\n\t\tdefer cancel()';
  expect(guards(http('', body(timed)), nodes)).toEqual(['http GET /items: deadline 1s']);
  const detached = `${timed}\n\t\tctx = context.WithoutCancel(ctx)`;
  expect(guards(http('', body(detached)), nodes)).toEqual(['http GET /items: ']);
  expect(guards(http('', body(`if true {\n${timed}\n}`)), nodes)).toEqual(['http GET /items: ']);
});

test('retries and breakers are told that run the call', () => {
  const body = `op := func() error {
		_, err := c.breaker.Execute(func() (any, error) { return c.http.Get("http://stock/items") })
		return err
	}
	_ = backoff.Retry(op, nil)`;
  expect(guards(http('', body), nodes)).toEqual(['http GET /items: breaker, retry']);
  const retried = 'backoff.Retry(func() error { _, err := c.http.Get("http://stock/items"); return err }, nil)';
  expect(guards(http('', retried), nodes)).toEqual(['http GET /items: retry']);
});

const grpc = (option: string) => `package main

import (
	"context"

	pb "example.com/service/gen/stock"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/retry"
	"google.golang.org/grpc"
)

func dial() *grpc.ClientConn {
	conn, _ := grpc.NewClient("stock:9090"${option})
	return conn
}

func main() {
	_ = retry.WithMax
	pb.NewStockClient(dial()).Reserve(context.Background(), &pb.ReserveRequest{})
}
`;

test('what a connection of gRPC is given holds for its calls', () => {
  const more = {
    'gen/stock/stock.go': generated('stock', 'Stock', 'Reserve'),
    'cmd/stock/main.go': server('stock', 'Stock', 'Reserve'),
  };
  const both = [service('orders'), service('stock')];
  const asked = 'grpc /shop.stock.Stock/Reserve';
  expect(guards(grpc(''), both, more)).toEqual([`${asked}: `]);
  const interceptor = ', grpc.WithUnaryInterceptor(retry.UnaryClientInterceptor())';
  expect(guards(grpc(interceptor), both, more)).toEqual([`${asked}: retry`]);
  const policy = ', grpc.WithDefaultServiceConfig(`{"methodConfig": [{"retryPolicy": {"maxAttempts": 3}}]}`)';
  expect(guards(grpc(policy), both, more)).toEqual([`${asked}: retry`]);
});

test('a pool has the limit that its program sets, if it has but one pool', () => {
  const main = (body: string, limit: string) => `package main

import "database/sql"

func limit(db *sql.DB) { ${limit} }

func second() { sql.Open("pgx", "postgres://user@reports/db") }

func main() {
	db, _ := sql.Open("pgx", "postgres://user@stock/db")
	limit(db)
	${body}
}
`;
  expect(guards(main('', 'db.SetMaxOpenConns(20)'), nodes)).toEqual(['database null: pool limit 20']);
  expect(guards(main('', ''), nodes)).toEqual(['database null: ']);
  expect(guards(main('second()', 'db.SetMaxOpenConns(20)'), nodes)).toEqual(['database null: ', 'database null: ']);
});
