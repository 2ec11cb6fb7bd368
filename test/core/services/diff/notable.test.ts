import { expect, test } from 'vitest';
import { diffMaps } from '../../../../src/core/services/diff/diff.ts';
import { notableOf } from '../../../../src/core/services/diff/notable.ts';
import type { ServiceEdge, ServiceMap } from '../../../../src/core/services/service-map.ts';

function edge(text: string): ServiceEdge {
  const [from = '', kind = '', to = '', subject] = text.split(' ');
  return {
    ...{ from, to, state: 'called', subject: subject ?? null, evidence: [{ path: `${from}.go`, line: 1, text }] },
    ...(kind === 'writes' ? { kind: 'table', access: 'write' } : { kind: kind === 'http' ? 'http' : 'grpc' }),
  };
}

function map(...edges: string[]): ServiceMap {
  const services = ['gateway', 'orders', 'stock', 'db'].map((name): ServiceMap['services'][number] => ({
    ...{ name, root: name, kind: name === 'db' ? 'store' : 'go', main: name, arguments: [] },
    ...{ hosts: [], environment: [], evidence: [] },
  }));
  return { services, edges: edges.map(edge) };
}

const told = (before: ServiceMap, after: ServiceMap) =>
  notableOf(diffMaps(before, after)).map(({ kind, message, at }) => `${kind}: ${message} ${at.path}`);

test('a call back closes a circle, which is told once', () => {
  const before = map('gateway http orders', 'orders grpc stock');
  const after = map('gateway http orders', 'orders grpc stock', 'stock http orders', 'stock http gateway');
  expect(told(before, after)).toEqual([
    'cycle: New circle: `stock` → `orders` → `stock`. They can only be released, and only fail, together. stock.go',
    'cycle: New circle: `stock` → `gateway` → `orders` → `stock`. They can only be released, and only fail, together. stock.go',
  ]);
  expect(told(after, after)).toEqual([]);
});

test('a call to one more service lengthens what a request waits for', () => {
  const before = map('gateway http orders');
  expect(told(before, map('gateway http orders', 'orders grpc stock'))).toEqual([
    'hop: A request waits for one more service now: `gateway` → `orders` → `stock`. orders.go',
  ]);
  expect(told(before, map('gateway http orders', 'gateway http orders /more'))).toEqual([]);
});

test('a second writer of a table is told, a second reader is not', () => {
  const before = map('orders writes db items');
  expect(told(before, map('orders writes db items', 'stock writes db items'))).toEqual([
    'shared table: Table `items` of `db` is written by `orders`, `stock` now: nobody owns it alone any more. stock.go',
  ]);
  const reading = map('orders writes db items', 'stock writes db items');
  const edges = reading.edges.map((one) => (one.from === 'stock' ? { ...one, access: 'read' as const } : one));
  expect(told(before, { ...reading, edges })).toEqual([]);
});
