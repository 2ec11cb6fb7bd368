import { expect, test } from 'vitest';
import { parseProto } from '../../../../src/core/contracts/proto/parse.ts';
import { methodsFeeling } from '../../../../src/core/contracts/proto/rpcs.ts';
import { calledBy, callersIn, requestedBy, requestsIn } from '../../../../src/core/services/siblings/callers.ts';
import { generated } from '../edges/helpers.ts';
import { answering, calling, client, joined, repository, serving, sibling } from './repositories.ts';

const PROTO = `syntax = "proto3";
package shop.stock;
option go_package = "acme.example/protos/gen/stock;stock";
enum Kind { KIND_UNSPECIFIED = 0; }
message Line { Kind kind = 1; }
message ReserveRequest { repeated Line lines = 1; }
message ReserveReply {}
service Stock {
  rpc Reserve(ReserveRequest) returns (ReserveReply);
  rpc Release(ReserveReply) returns (ReserveReply);
}
`;
const RESERVE = '/shop.stock.Stock/Reserve';

test.each([
  [
    'an enumeration within a message within a message',
    { name: 'shop.stock.Kind', member: 'KIND_UNSPECIFIED' },
    [RESERVE],
  ],
  ['a method', { name: 'shop.stock.Stock', member: 'Reserve' }, [RESERVE]],
  ['a service', { name: 'shop.stock.Stock', member: null }, [RESERVE, '/shop.stock.Stock/Release']],
  ['what nobody exchanges', { name: 'shop.stock.Other', member: null }, []],
])('%s is felt by the methods that exchange it', (_, broken, methods) => {
  const file = parseProto('stock.proto', PROTO);
  expect(methodsFeeling(file ? [file] : [], broken)).toEqual(methods);
});

test('callers are known of a contract whose repository runs nothing, whoever answers them', () => {
  const shared = 'acme.example/protos/gen/stock';
  const orders = repository('orders', {
    'cmd/orders/main.go': client(shared, 'Stock', 'Reserve'),
    Procfile: 'orders: go run ./cmd/orders\n',
  });
  const both = repository('warehouse', {
    'gen/stock/stock_grpc.pb.go': generated('stock', 'Stock', 'Reserve'),
    'cmd/stock/main.go': serving('acme.example/warehouse/gen/stock', 'Stock'),
    'cmd/robot/main.go': client('acme.example/warehouse/gen/stock', 'Stock', 'Reserve'),
    Procfile: 'robot: go run ./cmd/robot\nstock: go run ./cmd/stock\n',
  });
  const names = { [`${shared}.Stock`]: 'shop.stock.Stock' };
  const callers = callersIn({ names }, [sibling('acme/orders', orders), sibling('acme/warehouse', both)]);
  expect(calledBy(callers, [RESERVE])).toMatch(
    /^Used by `acme\/orders: orders` \(acme\/orders:cmd\/orders\/main\.go:\d+\), `acme\/warehouse: robot` \(acme\/warehouse:cmd\/robot\/main\.go:\d+\)\.$/,
  );
  expect(calledBy(callers, ['/shop.stock.Stock/Release'])).toBeNull();
});

test('who asks for an operation is known by the edges that lead here from siblings', () => {
  const home = repository('payments', {
    'cmd/payments/main.go': answering('POST /v1/payments/{id}'),
    Procfile: 'payments: go run ./cmd/payments\n',
  });
  const web = repository('web', {
    'cmd/web/main.go': calling('os.Getenv("PAYMENTS_URL") + "/v1/payments/" + os.Args[1]'),
    Procfile: 'web: go run ./cmd/web\n',
  });
  const requests = requestsIn(joined(home, sibling('acme/web', web)));
  expect(requestedBy(requests, ['GET /refunds', 'POST /payments/{paymentId}'])).toMatch(
    /^Used by `acme\/web: web` \(acme\/web:cmd\/web\/main\.go:\d+\)\.$/,
  );
  expect(requestedBy(requests, ['DELETE /payments/{paymentId}', 'POST /refunds'])).toBeNull();
});
