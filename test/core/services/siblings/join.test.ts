import { describe, expect, test } from 'vitest';
import { generated } from '../edges/helpers.ts';
import { answering, calling, client, edgesIn, joined, repository, serving, sibling } from './repositories.ts';

const STOCK = generated('stock', 'Stock', 'Reserve');
const ORDERS = repository('orders', {
  'gen/stock/stock_grpc.pb.go': STOCK,
  'cmd/orders/main.go': client('acme.example/orders/gen/stock', 'Stock', 'Reserve'),
  Procfile: 'orders: go run ./cmd/orders\n',
});
const SERVER = repository('stock', {
  'gen/stock/stock_grpc.pb.go': STOCK,
  'cmd/stock/main.go': serving('acme.example/stock/gen/stock', 'Stock'),
});

describe('a gRPC call that leaves the repository', () => {
  test('leads to the sibling that serves the interface, each with generated code of its own', () => {
    const map = joined(ORDERS, sibling('acme/stock', SERVER));
    expect(edgesIn(map)).toEqual([
      'orders -> acme/stock: stock grpc called /shop.stock.Stock/Reserve (cmd/orders/main.go)',
    ]);
    expect(map.services.map(({ name, kind }) => [name, kind])).toEqual([
      ['acme/stock: stock', 'sibling'],
      ['orders', 'go'],
    ]);
  });

  test('is told as it is told where nobody names a sibling', () => {
    expect(edgesIn(joined(ORDERS))).toEqual([
      'orders -> shop.stock.Stock grpc unresolved /shop.stock.Stock/Reserve (cmd/orders/main.go)',
    ]);
  });

  test('stays open where two serve the interface', () => {
    const [first, second] = [sibling('acme/stock', SERVER), sibling('acme/stock-old', SERVER)];
    expect(edgesIn(joined(ORDERS, first, second))).toEqual([
      'orders -> shop.stock.Stock grpc unresolved /shop.stock.Stock/Reserve (cmd/orders/main.go)',
    ]);
  });

  const PROTO = `syntax = "proto3";
package shop.stock;
option go_package = "acme.example/protos/gen/stock;stock";
service Stock { rpc Reserve(ReserveRequest) returns (ReserveReply); }
message ReserveRequest {}
message ReserveReply {}
`;
  const shared = 'acme.example/protos/gen/stock';

  test.each([
    ['the .proto files of a third repository', { 'stock.proto': PROTO }],
    ['the generated code of a third repository', { 'gen/stock/stock_grpc.pb.go': STOCK }],
  ])('is known by its name in %s', (_, files) => {
    const home = repository('orders', {
      'cmd/orders/main.go': client(shared, 'Stock', 'Reserve'),
      Procfile: 'orders: go run ./cmd/orders\n',
    });
    const protos = sibling('acme/protos', repository('protos', files));
    expect(edgesIn(joined(home, protos, sibling('acme/stock', SERVER)))).toEqual([
      'orders -> acme/stock: stock grpc called /shop.stock.Stock/Reserve (cmd/orders/main.go)',
    ]);
  });

  test('of a sibling leads here', () => {
    expect(edgesIn(joined(SERVER, sibling('acme/orders', ORDERS)))).toEqual([
      'acme/orders: orders -> stock grpc called /shop.stock.Stock/Reserve (acme/orders:cmd/orders/main.go)',
    ]);
  });

  test('of a sibling leads nowhere when another sibling serves the interface, too', () => {
    const map = joined(SERVER, sibling('acme/orders', ORDERS), sibling('acme/stock-new', SERVER));
    expect(edgesIn(map)).toEqual([]);
  });
});

describe('a request that leaves the repository', () => {
  const web = (url: string) => repository('web', { 'cmd/web/main.go': calling(url) });
  const pay = sibling('acme/pay', repository('pay', { 'cmd/payments/main.go': answering('POST /v1/payments/{id}') }));

  test('leads to the sibling that has the name of its host', () => {
    expect(edgesIn(joined(web('"http://payments:8080/v1/payments/7"'), pay))).toEqual([
      'web -> acme/pay: payments http called POST /v1/payments/7 (cmd/web/main.go)',
    ]);
  });

  test('leads to the one that a setting is called after, when that answers it', () => {
    expect(edgesIn(joined(web('os.Getenv("PAYMENTS_URL") + "/v1/payments/7"'), pay))).toEqual([
      'web -> acme/pay: payments http called POST /v1/payments/7 (cmd/web/main.go)',
    ]);
    expect(edgesIn(joined(web('os.Getenv("PAYMENTS_URL") + "/v2/refunds"'), pay))).toEqual([
      'web -> HTTP at $PAYMENTS_URL of web http addressed POST /v2/refunds (cmd/web/main.go)',
    ]);
  });

  test('of a host that every team has is looked at by its route', () => {
    const api = sibling('acme/pay', repository('pay', { 'cmd/api/main.go': answering('POST /v1/payments/{id}') }));
    expect(edgesIn(joined(web('"http://api/v1/payments/7"'), api))[0]).toContain('web -> acme/pay: api http called');
    expect(edgesIn(joined(web('"http://api/v1/mails"'), api))[0]).toContain('unresolved');
  });

  test('leads to the sibling whose image is deployed here, and not to what is built here', () => {
    const files = web('"http://payments:8080/v1/payments/7"');
    const compose = (payments: string) => ({
      ...files,
      'compose.yaml': `services:\n  web: {build: ., command: ["web"]}\n  payments: ${payments}\n`,
      Dockerfile:
        'FROM golang:1.25 AS build\nRUN go build -o /web ./cmd/web\nFROM scratch\nCOPY --from=build /web /web\nENTRYPOINT ["/web"]\n',
      'pay/Dockerfile': 'FROM node:22\nCMD ["node", "index.js"]\n',
    });
    const led = (payments: string) => edgesIn(joined(compose(payments), pay))[0];
    expect(led('{image: ghcr.io/acme/payments}')).toContain('web -> acme/pay: payments http called');
    expect(led('{build: ./pay}')).toContain('web -> payments http called');
  });
});

describe('topics', () => {
  const kafka = (literal: string) => `package main

import (
	"context"

	"github.com/segmentio/kafka-go"
)

func main() {
	${literal}
}
`;
  const writes = (topic: string) =>
    kafka(
      `w := &kafka.Writer{Addr: kafka.TCP("kafka:9092"), Topic: "${topic}"}\n\t_ = w.WriteMessages(context.Background())`,
    );
  const reads = (topic: string) =>
    kafka(`r := kafka.NewReader(kafka.ReaderConfig{Topic: "${topic}"})\n\t_, _ = r.ReadMessage(context.Background())`);
  const program = (name: string, text: string) =>
    repository(name, { [`cmd/${name}/main.go`]: text, Procfile: `${name}: go run ./cmd/${name}\n` });

  test('of one name and one kind of broker are one', () => {
    const mail = sibling('acme/mail', program('mail', reads('orders.created')));
    expect(edgesIn(joined(program('orders', writes('orders.created')), mail))).toEqual([
      'acme/mail: mail -> kafka consume called orders.created (acme/mail:cmd/mail/main.go)',
      'orders -> kafka publish called orders.created (cmd/orders/main.go)',
    ]);
    expect(edgesIn(joined(program('orders', writes('orders.paid')), mail))).toHaveLength(1);
  });
});
