import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_DISCUSSION } from '../../src/core/architect/discussion.ts';
import type { PullRequest } from '../../src/core/change/snapshot.ts';
import { defaultConfig } from '../../src/core/config/repo-config.ts';
import { ANSWER, answeringModel, LOGGED, WORKER } from '../support/example-answer.ts';
import { openExample } from '../support/example-pull.ts';
import { reviewed } from '../support/review-example.ts';

let pull: PullRequest;
beforeAll(async () => {
  pull = await openExample();
});
afterAll(() => pull.close());

/** What the model finds on a line that another check has annotated in the same words. */
async function foundWhere(gates: 'never' | 'always', enabled = true) {
  let asked = 0;
  const said = { check: 'other', path: WORKER, line: 125, endLine: 125, message: `${LOGGED.claim} ${LOGGED.impact}` };
  const discussed: PullRequest = {
    ...pull,
    discussion: async () => {
      asked++;
      return { ...NO_DISCUSSION, annotations: [said] };
    },
  };
  const config = { model: { ...defaultConfig().model, gates, enabled } };
  const model = answeringModel({ ...ANSWER, findings: [LOGGED], redFlags: [] });
  const { findings } = await reviewed(discussed, model, { config });
  return { asked, found: findings.filter(({ lane }) => lane === 'M').length };
}

test('what a check said is not said again where the model advises, and is where it may hold the gate', async () => {
  expect(await foundWhere('never')).toEqual({ asked: 1, found: 0 });
  expect(await foundWhere('always')).toEqual({ asked: 1, found: 1 });
});

test('what is said around a change is not asked for where the model is switched off', async () => {
  expect(await foundWhere('never', false)).toEqual({ asked: 0, found: 0 });
});
