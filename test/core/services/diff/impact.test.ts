import { expect, test } from 'vitest';
import { type ChangedMessage, changedMessages } from '../../../../src/core/contracts/proto/changed-messages.ts';
import { parseProto } from '../../../../src/core/contracts/proto/parse.ts';
import { changedRpcs } from '../../../../src/core/contracts/proto/rpcs.ts';
import { diffMaps } from '../../../../src/core/services/diff/diff.ts';
import { impactOf } from '../../../../src/core/services/diff/impact.ts';
import { mapOf } from '../../../../src/core/services/map/map.ts';
import { spread } from '../../../../src/core/standards/spread.ts';
import { goTree } from '../../../support/go.ts';

const GO_MOD = { 'go.mod': 'module example.com/shop\n\ngo 1.25\n' };
const MAIN = `package main

import (
	"net/http"

	"example.com/shop/price"
)

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders", func(w http.ResponseWriter, r *http.Request) { _ = price.Of("a") })
	_ = http.ListenAndServe(":80", mux)
}
`;
const PRICE = 'package price\n\nfunc Of(sku string) int { return len(sku) }\n';
const TOOL = 'package tool\n\nimport "example.com/shop/price"\n\nfunc Print() { println(price.Of("b")) }\n';

function impact(
  before: Record<string, string>,
  after: Record<string, string>,
  messages: readonly ChangedMessage[] = [],
) {
  const [base, head] = [before, after].map((texts) => goTree({ ...GO_MOD, ...texts }).index);
  if (!base || !head) throw new Error('no index');
  const pairs = Object.keys(after).map((path) => ({
    base: base.file(path),
    head: head.file(path),
    package: head.packageOf(path)?.path ?? '',
  }));
  const map = diffMaps(mapOf(base, [], []), mapOf(head, [], []));
  const owners = (path: string) => (path.startsWith('tool/') ? ['@shop/tools'] : []);
  const affected = spread({ base, head }, pairs);
  return impactOf(map, { sides: { base, head }, rpcs: [], contracts: [], messages, affected, pairs, owners });
}

test('routes that are new or gone are told with the service that answers them', () => {
  const files = { 'main.go': MAIN, 'price/price.go': PRICE };
  const { offers } = impact(files, { ...files, 'main.go': MAIN.replace('GET /orders', 'POST /orders') });
  expect(offers).toEqual([
    { kind: 'route', name: 'POST /orders', change: 'added', at: { path: 'main.go', line: 11 }, services: ['shop'] },
    { kind: 'route', name: 'GET /orders', change: 'removed', at: { path: 'main.go', line: 11 }, services: ['shop'] },
  ]);
});

test('whoever names a changed function is told, by service and owner; what is new has nobody yet', () => {
  const files = { 'main.go': MAIN, 'price/price.go': PRICE, 'tool/tool.go': TOOL };
  const changed = PRICE.replace('int {', 'int64 {').replace('len(sku)', 'int64(len(sku))');
  const { radius } = impact(files, { ...files, 'price/price.go': `${changed}\nfunc New() {}\n` });
  expect(radius).toEqual([
    {
      ...{ kind: 'declaration', name: 'price.Of', change: 'changed' },
      ...{ at: { path: 'price/price.go', line: 3 }, callers: 2 },
      places: [
        { path: 'main.go', line: 9 },
        { path: 'tool/tool.go', line: 5 },
      ],
      ...{ services: ['shop'], owners: ['@shop/tools'] },
    },
  ]);
});

const STOCK = `package stock

type Store interface {
	Reserve(sku string) error
}

type Level struct {
	Sku    string
	Onhand int
}

func (l *Level) Shortage() int { return l.Onhand }
`;
const USERS = {
  'main.go': MAIN,
  'price/price.go': PRICE,
  'stock/stock.go': STOCK,
  'postgres/store.go': `package postgres

import "example.com/shop/stock"

type Store struct{}

func (s *Store) Reserve(sku string) error { return nil }

func New() stock.Store { return &Store{} }
`,
  'order/order.go': `package order

import "example.com/shop/stock"

type Line struct{ Onhand int }

func Place(store stock.Store) error { return store.Reserve("a") }

func Late(level *stock.Level) bool { return level.Shortage() > 0 }

func Left(level *stock.Level) int { return level.Onhand }

func Counted(line Line) int { return line.Onhand }
`,
};

test('whoever uses a changed field or method is told, and who implements an interface', () => {
  const told = (from: string, to: string) =>
    impact(USERS, { ...USERS, 'stock/stock.go': STOCK.replaceAll(from, to) }).radius.map(
      ({ kind, name, change, at, places }) =>
        `${change} ${kind} ${name} ${at?.line}: ${places.map(({ path, line }) => `${path}:${line}`).join(' ')}`,
    );
  expect(told('(sku string) error', '(sku string, n int) error')).toEqual([
    'changed interface method stock.Store.Reserve 4: postgres/store.go:7 order/order.go:7',
  ]);
  expect(told('Shortage() int', 'Shortage() int64')).toEqual([
    'changed method stock.Level.Shortage 12: order/order.go:9',
  ]);
  // Another type has a field of this name: only who names this one counts.
  expect(told('Onhand', 'Available')).toEqual(['removed field stock.Level.Onhand 7: order/order.go:11']);
  expect(told('Sku    string', 'Sku string')).toEqual([]);
});

test('an interface of one common method has no types of its own', () => {
  const lock = (result: string) => `package lock\n\ntype Lock interface {\n\tClose()${result}\n}\n`;
  const files = {
    'main.go': MAIN,
    'price/price.go': `${PRICE}\ntype Book struct{}\n\nfunc (b *Book) Close() error { return nil }\n`,
    'file/file.go':
      'package file\n\nimport "example.com/shop/price"\n\nfunc Shut(book *price.Book) { _ = book.Close() }\n',
  };
  const told = impact({ ...files, 'lock/lock.go': lock('') }, { ...files, 'lock/lock.go': lock(' error') });
  expect(told.radius).toEqual([]);
});

test('fields of messages are felt where generated code is used, wherever it lies', () => {
  const proto = (fields: string) => {
    const text = `syntax = "proto3";\npackage shop.v1;\noption go_package = "example.com/gen/shopv1;shopv1";\nmessage Order {\n${fields}\n}\n`;
    const file = parseProto('shop.proto', text);
    return file ? [file] : [];
  };
  const messages = changedMessages(
    proto('string order_id = 1;\nint32 total = 2;'),
    proto('string order_id = 1;\nint64 total = 2;'),
  );
  const files = {
    'main.go': MAIN,
    'price/price.go': PRICE.replace('package price', 'package price\n\nimport "example.com/gen/shopv1"').concat(
      'func Sum(order *shopv1.Order) int { return int(order.GetTotal()) }\n\nfunc Id(order *shopv1.Order) string { return order.OrderId }\n',
    ),
  };
  expect(impact(files, files, messages).radius).toEqual([
    {
      ...{ kind: 'message field', name: 'shop.v1.Order.total', change: 'changed', at: { path: 'shop.proto', line: 6 } },
      ...{ callers: 1, places: [{ path: 'price/price.go', line: 6 }], services: [], owners: [] },
    },
  ]);
  const gone = changedMessages(proto('string order_id = 1;'), []);
  expect(impact(files, files, gone).radius.map(({ name, callers }) => [name, callers])).toEqual([['shop.v1.Order', 2]]);
});

test('a method whose message changed is a changed method', () => {
  const proto = (field: string, method: string) => {
    const file = parseProto(
      'shop.proto',
      `syntax = "proto3";\npackage shop;\nmessage Line { ${field} }\nmessage Order { repeated Line lines = 1; }\nservice Orders {\n  rpc Get(Order) returns (Order);\n  ${method}\n}\n`,
    );
    return file ? [file] : [];
  };
  const told = changedRpcs(
    proto('string sku = 1;', 'rpc Old(Order) returns (Order);'),
    proto('string sku = 1; int32 n = 2;', 'rpc New(Order) returns (Order);'),
  );
  expect(told.map(({ name, change, at }) => `${change} ${name} ${at.line}`)).toEqual([
    'changed /shop.Orders/Get 6',
    'added /shop.Orders/New 7',
    'removed /shop.Orders/Old 7',
  ]);
});
