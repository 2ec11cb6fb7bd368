import { afterEach, expect, test } from 'vitest';
import { githubEstate } from '../../../src/edge/github/estate.ts';
import { createLog } from '../../../src/edge/telemetry/log.ts';
import { sweepDeliveries, sweepHeads } from '../../../src/pipeline/sweep.ts';
import { appClient } from '../../github/clients.ts';
import { faulty, openScene, type Scene, sound, told } from './scene.ts';

let scene: Scene;
afterEach(() => scene.close());

function parts() {
  const { github, queue } = scene;
  const estate = githubEstate({ app: appClient(github), apiUrl: github.apiUrl, isAllowed: () => true });
  return { estate, inbox: queue, ledger: queue.ledger, log: createLog('silent') };
}

test('webhooks that were missed are asked for again, once', async () => {
  scene = await openScene();
  const restore = scene.github.drop(() => true);
  const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
  await scene.settle();
  expect(scene.repo.checks(pull.head)).toEqual([]);
  restore();
  await sweepDeliveries(parts());
  await scene.settle();
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
  const sent = scene.github.deliveries.length;
  await sweepDeliveries(parts());
  await scene.settle();
  expect(scene.github.deliveries).toHaveLength(sent);
});

test('open heads without a verdict are reviewed, those with one are left alone', async () => {
  scene = await openScene();
  const known = await scene.propose({ 'orders.go': sound('shop', 'Orders') });
  await scene.settle();
  scene.github.drop(() => true);
  const missed = await scene.propose({ 'payments.go': faulty('shop', 'Payments') }, { branch: 'other' });
  await sweepHeads(parts());
  await scene.settle();
  expect(await told(missed)).toHaveLength(1);
  expect(scene.repo.checks(known.head)).toHaveLength(1);
  await sweepHeads(parts());
  expect(scene.queue.size).toBe(0);
});
