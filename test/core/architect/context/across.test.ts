import { expect, test } from 'vitest';
import { EMPTY_REPLY } from '../../../../src/core/architect/merge-replies.ts';
import { answeringModel } from '../../../support/example-answer.ts';
import { memoryPull } from '../../../support/memory-pull.ts';
import { reviewed } from '../../../support/review-example.ts';
import { generated } from '../../services/edges/helpers.ts';

const deployed = (name: string, environment: Record<string, string> = {}) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  template:
    spec:
      containers:
        - name: ${name}
          image: acme/${name}:1
          env:
${Object.entries({ NAME: name, ...environment })
  .map(([key, value]) => `            - {name: ${key}, value: ${JSON.stringify(value)}}\n`)
  .join('')}`;

const BASE = {
  'go.mod': 'module example.com/service\n\ngo 1.25\n',
  'deploy/orders.yaml': deployed('orders', { STOCK_TIMEOUT: '3s' }),
  'deploy/stock.yaml': deployed('stock'),
  'proto/stock.proto': `syntax = "proto3";
package shop.stock;

service Stock {
  rpc Reserve(ReserveRequest) returns (ReserveReply);
  rpc Get(GetRequest) returns (GetReply);
}

message Line {
  string sku = 1;
}

message ReserveRequest {
  repeated Line lines = 1;
}

message ReserveReply {}
message GetRequest {}
message GetReply {}
`,
  'migrations/0001_items.sql': 'CREATE TABLE items (\n  sku text\n);\nCREATE TABLE others (\n  id text\n);\n',
  'gen/stock/stock_grpc.pb.go': generated('stock', 'Stock', 'Reserve', 'Get'),
  'cmd/stock/main.go': `package main

import (
	"context"
	"database/sql"

	"example.com/service/gen/stock"
	"google.golang.org/grpc"
)

type Server struct {
	stock.UnimplementedStockServer
	db *sql.DB
}

func (s *Server) Reserve(ctx context.Context, in *stock.ReserveRequest) (*stock.ReserveReply, error) {
	return &stock.ReserveReply{}, take(ctx, s.db)
}

func (s *Server) Get(ctx context.Context, in *stock.GetRequest) (*stock.GetReply, error) {
	return &stock.GetReply{}, nil
}

func take(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "UPDATE items SET held = held + 1 WHERE sku = $1", "a")
	return err
}

func main() {
	server := grpc.NewServer()
	stock.RegisterStockServer(server, &Server{})
}
`,
  'cmd/orders/main.go': `package main

import (
	"context"
	"os"
	"time"

	"example.com/service/gen/stock"
	"google.golang.org/grpc"
)

func patience() time.Duration {
	given, _ := time.ParseDuration(os.Getenv("STOCK_TIMEOUT"))
	return given
}

func place(ctx context.Context, client stock.StockClient) error {
	ctx, cancel := context.WithTimeout(ctx, patience())
	defer cancel()
	_, err := client.Reserve(ctx, &stock.ReserveRequest{})
	return err
}

func main() {
	conn, _ := grpc.NewClient("stock:9000")
	_ = place(context.Background(), stock.NewStockClient(conn))
}
`,
};

/** What the model is shown of a change: why each place around it is, and the rest of the request. */
async function shown(...edits: [path: keyof typeof BASE, from: string, to: string][]) {
  const head: Record<string, string> = { ...BASE };
  for (const [path, from, to] of edits) {
    expect(head[path]).toContain(from);
    head[path] = (head[path] ?? '').replace(from, to);
  }
  const model = answeringModel(EMPTY_REPLY);
  await reviewed(memoryPull(BASE, head), model);
  const [part] = model.asked[0]?.messages[0]?.content ?? [];
  const text = typeof part === 'object' && part !== null && 'text' in part ? String(part.text) : '';
  return { text, why: [...text.matchAll(/^⋮ (.*):$/gm)].map(([, why]) => why) };
}

test('of a method of a .proto file who serves and who calls it, also when only a message within it changed', async () => {
  const expected = ['orders calls Stock.Reserve', 'serves Stock.Reserve'];
  const { why } = await shown([
    'proto/stock.proto',
    'rpc Reserve(ReserveRequest)',
    'rpc Reserve(stream ReserveRequest)',
  ]);
  expect(why).toEqual(expected);
  const within = await shown(['proto/stock.proto', '  string sku = 1;', '  string sku = 2;']);
  expect(within.why).toEqual(expected);
  const other = await shown(['proto/stock.proto', 'rpc Get(GetRequest)', 'rpc Get(stream GetRequest)']);
  expect(other.why).toEqual(['serves Stock.Get']);
});

test('of a table of a migration the statements that use it', async () => {
  const { why, text } = await shown(['migrations/0001_items.sql', '  sku text', '  sku text NOT NULL']);
  expect(why).toEqual(['stock writes table items']);
  expect(text).toContain('UPDATE items SET held');
  expect((await shown(['migrations/0001_items.sql', '  id text', '  id bigint'])).why).toEqual([]);
});

test('of a variable of a manifest the code that reads it', async () => {
  const { why } = await shown(['deploy/orders.yaml', '3s', '30s']);
  expect(why).toContain('reads STOCK_TIMEOUT, set for orders');
});

test('of code that calls another service the method that answers, and of that who calls it', async () => {
  const caller = await shown(['cmd/orders/main.go', 'defer cancel()', 'cancel()']);
  expect(caller.why).toContain('stock serves Reserve');
  const server = await shown(['cmd/stock/main.go', '}, take(ctx, s.db)', '}, take(context.Background(), s.db)']);
  expect(server.why).toContain('orders calls Reserve');
});

test('what becomes of the services is told by itself', async () => {
  const call = '	_, err := client.Reserve(ctx, &stock.ReserveRequest{})\n	return err\n';
  const { text } = await shown([
    'cmd/orders/main.go',
    call,
    '	_, err := client.Get(ctx, &stock.GetRequest{})\n	return err\n',
  ]);
  expect(text).toContain('# What becomes of the services');
  expect(text).toContain('+ orders → stock grpc /shop.stock.Stock/Get (called) at cmd/orders/main.go:');
  expect(text).toContain('- orders → stock grpc /shop.stock.Stock/Reserve (called) at cmd/orders/main.go:');
  const same = await shown(['cmd/orders/main.go', 'defer cancel()', 'cancel()']);
  expect(same.text).not.toContain('# What becomes of the services');
});
