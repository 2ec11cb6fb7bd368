import { expect, test } from 'vitest';
import { byService } from '../../../src/core/report/scope.ts';
import { sampleReview } from '../../support/sample-review.ts';
import { finding } from '../findings/make.ts';

const node = (name: string) => ({ name, root: `cmd/${name}`, kind: 'go' as const, change: 'same' as const });
const review = {
  ...sampleReview(),
  services: [node('mail'), node('orders'), node('payments'), node('refunds'), node('stock')],
  runners: {
    one: ['orders'],
    two: ['orders', 'refunds'],
    many: ['mail', 'orders', 'payments', 'refunds', 'stock'],
  },
};
const groups = (...findings: { path: string; fingerprint: string }[]) =>
  byService(
    findings.map((one) => finding(one)),
    review,
  ).map(({ name, root, findings: held }) => `${name} ${root} ${held.length}`);

test('code beside the programs is shown with the service that runs it', () => {
  const path = 'internal/store/store.go';
  expect(groups({ path: 'cmd/orders/main.go', fingerprint: 'main' }, { path, fingerprint: 'one' })).toEqual([
    'orders cmd/orders 2',
  ]);
  expect(groups({ path, fingerprint: 'two' })).toEqual(['orders, refunds null 1']);
  expect(groups({ path, fingerprint: 'many' })).toEqual(['mail, orders, payments and 2 more null 1']);
  expect(groups({ path, fingerprint: 'none' })).toEqual(['outside services null 1']);
});
