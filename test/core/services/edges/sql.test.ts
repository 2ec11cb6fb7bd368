import { expect, test } from 'vitest';
import { tablesOf } from '../../../../src/core/services/edges/sql.ts';

const text = (statement: string) => tablesOf(statement).map(({ table, write }) => `${table}${write ? '!' : ''}`);

test.each([
  ['SELECT id FROM orders o JOIN order_lines l ON l.order_id = o.id', ['orders', 'order_lines']],
  ['INSERT INTO "stock" (sku) VALUES ($1) ON CONFLICT (sku) DO UPDATE SET count = 1', ['stock!']],
  ['UPDATE shop.orders SET state = $1 WHERE id = $2', ['shop.orders!']],
  ['DELETE FROM outbox WHERE id = $1', ['outbox!']],
  ['WITH due AS (SELECT id FROM jobs) UPDATE jobs SET taken = true FROM due WHERE due.id = jobs.id', ['jobs!']],
  ["SELECT 'from nowhere' FROM `users`", ['users']],
  ['-- name: GetUser :one\nSELECT * FROM users WHERE id = ?', ['users']],
  ['SELECT extract(epoch FROM now())', []],
  ['select an option from the list', []],
  ['Update your settings', []],
])('%s', (statement, tables) => {
  expect(text(statement)).toEqual(tables);
});
