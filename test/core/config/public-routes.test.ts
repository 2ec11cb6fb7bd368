import { expect, test } from 'vitest';
import { routeMatcher } from '../../../src/core/config/public-routes.ts';

test.each([
  ['/login', 'POST /login', true],
  ['/login', 'POST /login/admin', false],
  ['POST /webhooks/*', 'POST /webhooks/payments/stripe', true],
  ['POST /webhooks/*', 'GET /webhooks/payments', false],
  ['GET /products/{sku}', 'GET /products/:id', true],
  ['GET /products/*/reviews', 'GET /products/:id/reviews', true],
  ['/shop.v1.Shop/List', '/shop.v1.Shop/List', true],
  ['/', '/orders', false],
])('%s declares %s: %s', (pattern, route, is) => {
  expect(routeMatcher([pattern])(route)).toBe(is);
});
