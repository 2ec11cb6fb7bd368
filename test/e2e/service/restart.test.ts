import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { freshFolder } from '../../edge/store/places.ts';
import { faulty, sound } from '../app/scene.ts';
import {
  atRest,
  type Company,
  expectReviewed,
  hookUrl,
  jobs,
  openCompany,
  PATIENCE,
  startHere,
  until,
  variables,
} from './company.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE });

let company: Company;
let dataDir: string;
beforeEach(async () => {
  company = await openCompany();
  dataDir = await freshFolder();
}, PATIENCE);
afterEach(async () => {
  await company.close();
  rmSync(dataDir, { recursive: true });
});

test('opening pull requests brings comments and checks, and nothing after a restart', async () => {
  const { github } = company;
  const env = variables(github, { DATA_DIR: dataDir });
  const first = await startHere(env);
  github.deliverTo(hookUrl(first.port), { times: 2 });
  const bad = await company.propose('bad', { 'orders.go': faulty('shop', 'Orders') });
  const good = await company.propose('good', { 'stock.go': sound('shop', 'Stock') });
  await atRest(company, first.metricsPort);
  await first.stop();
  const second = await startHere(env);
  github.deliverTo(hookUrl(second.port));
  for (const delivery of [...github.deliveries]) github.redeliver(delivery);
  await atRest(company, second.metricsPort);
  await second.stop();
  await expectReviewed(company, bad, { conclusion: 'failure', threads: ['orders.go'] });
  await expectReviewed(company, good, { conclusion: 'success', threads: [] });
});

test('a review that does not end in time is handed back, and done after the next start', async () => {
  const { github } = company;
  const env = variables(github, { DATA_DIR: dataDir });
  const first = await startHere(env, { graceMs: { webhooks: 100, work: 100 } });
  github.deliverTo(hookUrl(first.port));
  const stuck = Promise.withResolvers<void>();
  github.fail({ on: { path: /\/git\/trees\// }, when: 'before', how: 'slow', until: stuck.promise, times: 100 });
  const pull = await company.propose('bad', { 'orders.go': faulty('shop', 'Orders') });
  await until(() => expect(company.repo.checks(pull.head)).toMatchObject([{ status: 'in_progress' }]));
  await until(() => expect(github.armed()).toBeLessThan(100));
  await first.stop();
  expect(company.repo.checks(pull.head)).toMatchObject([{ status: 'in_progress' }]);
  github.mend();
  stuck.resolve();
  const second = await startHere(env);
  github.deliverTo(hookUrl(second.port));
  await atRest(company, second.metricsPort);
  expect(await jobs(second.metricsPort)).toMatchObject({ failed: 0 });
  await second.stop();
  await expectReviewed(company, pull, { conclusion: 'failure', threads: ['orders.go'] });
});
