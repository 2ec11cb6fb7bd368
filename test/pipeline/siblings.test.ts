import { expect, test } from 'vitest';
import { NO_SIBLINGS, type Siblings } from '../../src/core/services/siblings/contracts.ts';
import { joinChange, siblingsOf } from '../../src/pipeline/siblings.ts';
import { generated } from '../core/services/edges/helpers.ts';
import { client, edgesIn, mapped, repository, serving, sibling } from '../core/services/siblings/repositories.ts';

const WATCH = { stage: <Result>(_: string, work: () => Result | Promise<Result>) => Promise.resolve(work()) };
const STOCK = generated('stock', 'Stock', 'Reserve');
const home = mapped(
  repository('stock', {
    'gen/stock/stock_grpc.pb.go': STOCK,
    'cmd/stock/main.go': serving('acme.example/stock/gen/stock', 'Stock'),
  }),
);
const orders = sibling(
  'acme/orders',
  repository('orders', {
    'gen/stock/stock_grpc.pb.go': STOCK,
    'cmd/orders/main.go': client('acme.example/orders/gen/stock', 'Stock', 'Reserve'),
    Procfile: 'orders: go run ./cmd/orders\n',
  }),
);

async function joined(siblings: Siblings) {
  const side = { index: home.index, snapshot: { commit: 'a', entries: new Map() } };
  const diff = { services: [], edges: [] };
  const blobs = { async *read() {} };
  return joinChange({ base: home.map, head: home.map, diff }, { base: side, head: side }, blobs, siblings);
}

test('what a sibling keeps from the architect model is in the report, and not in what the model is told', async () => {
  const open = await joined({ read: [orders], unread: [] });
  expect(open.forModel).toBe(open.shown);
  const { shown, forModel, callers } = await joined({ read: [{ ...orders, forModel: false }], unread: [] });
  expect(edgesIn(shown.head)).toHaveLength(1);
  expect([edgesIn(forModel.head), forModel.head.services.map(({ name }) => name)]).toEqual([[], ['stock']]);
  expect([callers.shown.size, callers.forModel.size]).toEqual([1, 0]);
});

test('without siblings nothing is joined', async () => {
  const { shown, forModel } = await joined(NO_SIBLINGS);
  expect([shown.head, forModel.head]).toEqual([home.map, home.map]);
  expect(shown.head).toBe(home.map);
});

test('names without a way to them are said', async () => {
  expect(await siblingsOf(['acme/orders'], {}, WATCH)).toEqual({
    read: [],
    unread: [{ repository: 'acme/orders', why: 'this way of running reads no siblings' }],
  });
  expect(await siblingsOf([], {}, WATCH)).toBe(NO_SIBLINGS);
});
