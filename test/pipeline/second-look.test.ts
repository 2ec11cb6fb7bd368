import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SecondLook } from '../../src/core/architect/reply.ts';
import type { PullRequest } from '../../src/core/change/snapshot.ts';
import { judgementProse } from '../../src/core/report/model-lane.ts';
import { ANSWER, answeringModel, CHARGED, EXPRESS, LOGGED } from '../support/example-answer.ts';
import { openExample } from '../support/example-pull.ts';
import { reviewed } from '../support/review-example.ts';

let pull: PullRequest;
beforeAll(async () => {
  pull = await openExample();
});
afterAll(() => pull.close());

const confirming = (given: Partial<SecondLook>) => () => ({
  reason: 'The code shows it.',
  verdict: 'confirm',
  replacement: 'none',
  ...given,
});

async function ownFindings(given: Partial<SecondLook>) {
  const answer = { ...ANSWER, findings: [CHARGED], redFlags: [] };
  const { findings } = await reviewed(pull, answeringModel(answer, confirming(given)));
  return findings.filter(({ lane }) => lane === 'M');
}

test('a second look may think less of a finding, and the report says that it did', async () => {
  const [lowered] = await ownFindings({ severity: 'low' });
  expect(lowered).toMatchObject({ severity: 'low', judgement: { claimedSeverity: 'high' } });
  expect(lowered && judgementProse(lowered)).toContainEqual(
    'A second look confirmed it, and made it less than high: The code shows it.',
  );
});

test('it never thinks more of one, nor changes what it says nothing of', async () => {
  for (const given of [{ severity: 'critical' as const }, { severity: 'high' as const }, {}]) {
    const [kept] = await ownFindings(given);
    expect(kept?.severity).toBe('high');
    expect(kept?.judgement).not.toHaveProperty('claimedSeverity');
  }
});

test('what it makes mild and is not sure of is not worth a reader’s time', async () => {
  expect(await ownFindings({ verdict: 'uncertain' })).toHaveLength(1);
  expect(await ownFindings({ verdict: 'uncertain', severity: 'low' })).toEqual([]);
});

test('a red flag is judged with the code of the findings that it sums up, and no other', async () => {
  const quote = CHARGED.evidence[0]?.quote ?? '';
  const flag = {
    flag: 'no-idempotency' as const,
    state: 'raised' as const,
    reason: 'A retry of `buy` charges twice.',
    evidence: [{ path: EXPRESS, side: 'head' as const, quote, supports: 'It is kept only here.' }],
  };
  const elsewhere = { path: 'go.mod', side: 'head' as const, quote: 'module example.com/shop', supports: 'It is Go.' };
  const behind = { ...CHARGED, evidence: [...CHARGED.evidence, elsewhere] };
  const model = answeringModel({ ...ANSWER, findings: [behind, LOGGED], redFlags: [flag] });
  await reviewed(pull, model);
  const shown = model.asked
    .filter(({ task }) => task === 'verify')
    .map(({ messages }) => JSON.stringify(messages))
    .find((text) => text.includes('raises the red flag no-idempotency'));
  expect(shown).toContain('path=\\"go.mod\\"');
  expect(shown).not.toContain('worker.go');
});

test('a red flag that is refuted, or beyond what is looked at, is counted', async () => {
  const flags = ['no-idempotency', 'missing-auth', 'no-degradation', 'cascading-failure'] as const;
  const evidence = [{ path: EXPRESS, side: 'head' as const, quote: CHARGED.quote, supports: 'It waits.' }];
  const redFlags = flags.map((flag) => ({ flag, state: 'raised' as const, reason: 'So it is.', evidence }));
  const model = answeringModel({ ...ANSWER, findings: [], redFlags }, confirming({ verdict: 'refute' }));
  const { model: use } = await reviewed(pull, model);
  expect(use.dropped).toEqual({ 'refuted by the second look': 3, 'not looked at a second time': 1 });
});
