import { expect, test } from 'vitest';
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

function impact(before: Record<string, string>, after: Record<string, string>) {
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
  return impactOf(map, { sides: { base, head }, rpcs: [], contracts: [], affected, owners });
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
      ...{ name: 'price.Of', at: { path: 'price/price.go', line: 3 }, callers: 2 },
      places: [
        { path: 'main.go', line: 9 },
        { path: 'tool/tool.go', line: 5 },
      ],
      ...{ services: ['shop'], owners: ['@shop/tools'] },
    },
  ]);
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
