import { afterEach, expect, test } from 'vitest';
import { EMPTY_REPLY } from '../../../src/core/architect/merge-replies.ts';
import { type Model, ModelError } from '../../../src/core/architect/model.ts';
import { githubEstate } from '../../../src/edge/github/estate.ts';
import { createLog } from '../../../src/edge/telemetry/log.ts';
import { sweepHeads } from '../../../src/pipeline/sweep.ts';
import { appClient } from '../../github/clients.ts';
import { answeringModel, found } from '../../support/example-answer.ts';
import { openScene, type Scene, sound, told } from './scene.ts';

let scene: Scene;
afterEach(() => scene.close());

const FINDING = found({
  path: 'orders.go',
  quote: 'return &tls.Config{ServerName: "Orders"}',
  claim: '`Orders` names a server that no certificate of this repository is for.',
  impact: 'Every call fails at the handshake.',
});
const SAYS = { ...EMPTY_REPLY, findings: [FINDING] };

/** A model that is away as long as it is told. */
function switched(model: Model): Model & { away: boolean } {
  return {
    away: false,
    async ask(request, signal) {
      if (this.away) throw new ModelError('overloaded', 'the API is overloaded');
      return await model.ask(request, signal);
    },
  };
}

function sweep() {
  const { github, queue } = scene;
  const estate = githubEstate({ app: appClient(github), apiUrl: github.apiUrl, isAllowed: () => true });
  return sweepHeads({ estate, inbox: queue, ledger: queue.ledger, log: createLog('silent') });
}

test('what the model found stands on its line, as the model’s, and holds nothing', async () => {
  scene = await openScene({ model: answeringModel(SAYS) });
  const pull = await scene.propose({ 'orders.go': sound('shop', 'Orders') });
  await scene.settle();
  expect(await told(pull)).toEqual(['orders.go:7 **High · architect model** `architect/other`']);
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'success', title: 'Passed: 1 advisory' });
});

test('a model that is away is said, and asked again by the sweep until it answers', async () => {
  const model = switched(answeringModel(SAYS));
  model.away = true;
  scene = await openScene({ model });
  const pull = await scene.propose({ 'orders.go': sound('shop', 'Orders') });
  await scene.settle();
  const title = 'Passed by the rules; the architect model was unavailable';
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'success', title });
  await sweep();
  await scene.settle();
  expect(scene.check(pull.head)).toMatchObject({ title });
  model.away = false;
  await sweep();
  await scene.settle();
  expect(scene.check(pull.head)).toMatchObject({ title: 'Passed: 1 advisory' });
  expect(await told(pull)).toHaveLength(1);
  await sweep();
  expect(scene.queue.size).toBe(0);
});

test('on later pushes a thread of the model’s stays while its code does, and closes when that is mended', async () => {
  const model = switched(answeringModel(SAYS));
  scene = await openScene({ model });
  const pull = await scene.propose({ 'orders.go': sound('shop', 'Orders') });
  await scene.settle();
  model.away = true;
  await scene.repo.commit({ branch: 'change', files: { 'orders.go': sound('shop', 'Refunds', 'Orders') } });
  await scene.settle();
  expect(await told(pull)).toEqual([expect.stringMatching(/^orders\.go:\d+ \*\*High/)]);
  model.away = false;
  await scene.repo.commit({ branch: 'change', files: { 'orders.go': sound('shop', 'Refunds') } });
  await scene.settle();
  expect(await told(pull)).toEqual([expect.stringContaining(' | Fixed in ')]);
});
