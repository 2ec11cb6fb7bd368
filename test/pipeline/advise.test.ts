import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ModelError } from '../../src/core/architect/model.ts';
import type { PullRequest } from '../../src/core/change/snapshot.ts';
import { defaultConfig } from '../../src/core/config/repo-config.ts';
import { rememberReview } from '../../src/core/findings/late.ts';
import type { Review } from '../../src/core/report/review.ts';
import { ANSWER, answeringModel, CHARGED, EXPRESS, LOGGED, verdictOn, WORKER } from '../support/example-answer.ts';
import { openExample } from '../support/example-pull.ts';
import { memoryPull } from '../support/memory-pull.ts';
import { reviewed } from '../support/review-example.ts';
import { scriptedModel } from '../support/scripted-model.ts';

let pull: PullRequest;
let rules: Review;
let advised: Review;

beforeAll(async () => {
  pull = await openExample();
  rules = await reviewed(pull, null);
  advised = await reviewed(pull, answeringModel());
}, 60_000);
afterAll(() => pull.close());

const own = ({ findings }: Review) => findings.filter(({ lane }) => lane === 'M');
const others = ({ findings }: Review) =>
  findings.filter(({ lane }) => lane !== 'M').map(({ note, ...finding }) => finding);

describe('with the architect model', () => {
  test('what the rules found stands as it did', () => {
    expect(others(advised)).toEqual(others(rules));
    expect(advised.gate).toEqual(rules.gate);
  });

  test('what holds is found on lines that were computed', () => {
    expect(
      own(advised).map(({ path, line, standard, judgement }) => [path, line, standard, judgement?.checked]),
    ).toEqual([
      [EXPRESS, 84, 'architect/other', 'confirmed'],
      [WORKER, 125, 'architect/other', 'confirmed'],
    ]);
    const [charged] = own(advised);
    expect(charged?.evidence.map(({ line, supports }) => [line, supports])).toEqual([
      [110, 'It is kept only here.'],
      [65, 'What is undone is the stock alone.'],
    ]);
    expect(charged?.causal).toEqual({ path: EXPRESS, line: 84 });
  });

  test('what mends it is offered once it was made, parsed and judged', async () => {
    const [, logged] = own(advised);
    expect(logged?.suggestion).toEqual({ line: 125, endLine: 125, text: LOGGED.replacement });
    const proposing = async (replacement: string) => {
      const answer = { ...ANSWER, findings: [{ ...LOGGED, replacement }], redFlags: [] };
      return own(await reviewed(pull, answeringModel(answer)))[0]?.suggestion ?? null;
    };
    expect(
      await proposing('if response.StatusCode < 300 {\nw.logger.InfoContext(ctx, "refund sent")\n}'),
    ).toMatchObject({
      text: '\tif response.StatusCode < 300 {\n\t\tw.logger.InfoContext(ctx, "refund sent")\n\t}',
    });
    for (const wrong of [
      'w.logger.InfoContext(ctx, "refund sent"',
      'if(response.StatusCode<300){ return nil }',
      'zap.L().Info("refund sent")',
      'w.logger.InfoContext(ctx, "refund sent") // architect:ignore security/tls-skip-verify trust me',
      'w.logger.InfoContext(ctx, "re\u202efund sent")',
      'http.Get(w.options.AcquirerURL)',
    ])
      expect(await proposing(wrong), wrong).toBeNull();
  });

  test('what does not hold is counted, by reason', () => {
    expect(advised.model).toMatchObject({
      state: 'used',
      models: ['written-by-hand'],
      dropped: { 'quote not found': 1, 'refuted by the second look': 1 },
      calls: 5,
      usage: { input: 5_000, cacheRead: 20_000, costUsd: 0.05 },
    });
  });

  test('what the rules found already becomes their note', () => {
    const [noted] = advised.findings.filter(({ note }) => note);
    expect(noted).toMatchObject({ standard: 'concurrency/wg-add-inside', path: WORKER, lane: 'D' });
    expect(noted?.note).toContain('writes its report before');
  });

  test('a red flag of its own is advice, and takes nothing from the rules', async () => {
    expect(advised.redFlags).toEqual(rules.redFlags);
    const path = 'charge.go';
    const quote = 'return c.post(amount)';
    const code = `package pay\n\nfunc (c *Client) Charge(amount int) error {\n\t${quote}\n}\n`;
    const evidence = [{ path, side: 'head' as const, quote, supports: 'Nothing tells two charges apart.' }];
    const flag = { flag: 'no-idempotency', state: 'raised', reason: 'A retry of `Charge` charges twice.', evidence };
    const answer = { ...ANSWER, findings: [], redFlags: [flag] };
    const small = memoryPull({}, { [path]: code });
    const flags = async (verdict: typeof verdictOn) =>
      (await reviewed(small, answeringModel(answer, verdict))).redFlags.filter(({ state }) => state === 'raised');
    const reason = flag.reason;
    expect(await flags(verdictOn)).toEqual([
      { flag: 'no-idempotency', state: 'raised', findings: [], reason, advisory: true },
    ]);
    expect(await flags(() => ({ reason: 'no', verdict: 'refute', replacement: 'none' }))).toEqual([]);
  });

  test('the rest of the answer is shown', () => {
    expect(advised).toMatchObject({
      commentary: { assessments: [{ area: 'data' }], design: [{ topic: 'boundaries' }] },
      questions: ['May an order be charged later? Then express need not wait for the acquirer.'],
      tradeOffs: [expect.stringContaining('gains 300 ms')],
    });
  });

  test('a claim is judged by the code that it is about, and nothing else', async () => {
    const model = answeringModel({ ...ANSWER, findings: [CHARGED], redFlags: [] });
    await reviewed(pull, model);
    const [look] = model.asked.filter(({ task }) => task === 'verify');
    const shown = JSON.stringify(look?.messages);
    expect(shown).toContain('func (e *Express) buy');
    expect(shown).not.toContain('func discount');
    expect(look?.tools).toEqual([]);
  });
});

describe('the gate', () => {
  const gateWith = async (gates: 'never' | 'corroborated' | 'always') => {
    const config = { failOn: 'critical' as const, model: { ...defaultConfig().model, gates } };
    const finding = { ...CHARGED, severity: 'critical' as const };
    const all = await reviewed(pull, answeringModel({ ...ANSWER, findings: [finding] }), { config });
    return all.gate.reasons.some((reason) => reason.includes('architect/other'));
  };

  test.each([
    ['never', false],
    ['corroborated', false],
    ['always', true],
  ] as const)('opens to the model %s', async (gates, blocks) => {
    expect(await gateWith(gates)).toBe(blocks);
  });

  test('holds for a hint that the model confirms with proof, where told', async () => {
    const hint = rules.findings.find((one) => one.lane === 'H' && one.new && one.severity === 'medium' && one.causal);
    if (!hint) throw new Error('the example has no hint');
    const quote = { path: hint.path, side: 'head' as const, quote: hint.anchor.header, supports: 'It is so.' };
    const answer = {
      ...ANSWER,
      findings: [],
      corroborations: [{ fact: hint.fingerprint, note: 'It is reached from every request.', evidence: [quote] }],
    };
    const blocking = async (gates: 'never' | 'corroborated') => {
      const config = { failOn: 'medium' as const, model: { ...defaultConfig().model, gates } };
      const { reasons } = (await reviewed(pull, answeringModel(answer), { config })).gate;
      return Number(/Fix (\d+) medium/.exec(reasons.join())?.[1] ?? 0);
    };
    expect(await blocking('corroborated')).toBe((await blocking('never')) + 1);
  });
});

describe('a model that is away', () => {
  test.each([
    ['overloaded', 'unavailable'],
    ['over-budget', 'over-budget'],
    ['breaker-open', 'unavailable'],
    ['no-key', 'unavailable'],
  ] as const)('%s leaves the rules’ result as it is', async (failure, state) => {
    const all = await reviewed(pull, scriptedModel([new ModelError(failure, 'so it is')]));
    expect(all.model).toMatchObject({ state, failure, why: 'so it is' });
    expect({ ...all, model: null }).toEqual({ ...rules, model: null });
  });

  test.each([
    ['malformed twice', [{ text: 'no' }, { text: '[]' }], 'malformed'],
    ['that refuses', Array.from({ length: 20 }, () => ({ stop: 'refusal' as const })), 'refused'],
    ['cut off', Array.from({ length: 20 }, () => ({ stop: 'max-tokens' as const })), 'truncated'],
  ])('%s likewise', async (_what, script, failure) => {
    const all = await reviewed(pull, scriptedModel(script));
    expect(all.model).toMatchObject({ state: 'unavailable', failure });
    expect(all.findings).toEqual(rules.findings);
  });

  test('at the second look shows nothing unchecked', async () => {
    const away = new ModelError('timeout', 'no answer in time');
    const all = await reviewed(pull, scriptedModel([{ text: JSON.stringify(ANSWER) }, away, away, away, away]));
    expect(own(all)).toEqual([]);
    expect(all.model).toMatchObject({ state: 'unavailable', failure: 'timeout' });
    expect(all.model.dropped).toMatchObject({ 'not looked at a second time': 4 });
  });

  test('of which two hundred findings come is held to its bounds', async () => {
    const many = { ...ANSWER, findings: Array.from({ length: 200 }, () => LOGGED) };
    const all = await reviewed(pull, answeringModel(many));
    expect(own(all)).toHaveLength(1);
    expect(all.model.dropped).toMatchObject({ 'too many': 160, 'said already': 39 });
  });
});

describe('on a later push', () => {
  const last = (all: Review, judged = true) =>
    rememberReview(pull.change, all.findings, { judged, findings: own(all) });

  test('of the same code nothing is said that was not said before', async () => {
    const answer = { ...ANSWER, findings: [CHARGED] };
    const first = await reviewed(pull, answeringModel(answer));
    const again = await reviewed(pull, answeringModel(), { last: last(first) });
    expect(own(again)).toEqual(own(first));
    expect(again.model.dropped).toMatchObject({ 'not said before of the same code': 2 });
  });

  test('what it said before stands, though it says it no more, or is away', async () => {
    const silent = await reviewed(pull, answeringModel({ ...ANSWER, findings: [] }), { last: last(advised) });
    expect(own(silent)).toEqual(own(advised));
    const away = await reviewed(pull, scriptedModel([new ModelError('timeout', 'x')]), { last: last(advised) });
    expect(own(away)).toEqual(own(advised));
  });

  test('what it was away for is filled in', async () => {
    const filled = await reviewed(pull, answeringModel(), { last: last(rules, false) });
    expect(own(filled)).toEqual(own(advised));
    expect(filled.findings.filter(({ late }) => late)).toEqual([]);
  });

  test('of other code what it cannot judge again is left open', async () => {
    const moved = last(advised);
    const elsewhere = { ...moved, blobs: { ...moved.blobs, [EXPRESS]: null, [WORKER]: null } };
    const away = await reviewed(pull, scriptedModel([new ModelError('timeout', 'x')]), { last: elsewhere });
    expect(own(away)).toEqual([]);
    expect(away.model.unsettled).toEqual(own(advised).map(({ fingerprint }) => fingerprint));
  });
});
