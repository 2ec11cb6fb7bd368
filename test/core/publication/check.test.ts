import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/core/findings/finding.ts';
import { ACTIONS, checkOutput } from '../../../src/core/publication/check.ts';
import { worstOf } from '../../../src/core/publication/worst.ts';
import { SUMMARY_LIMIT } from '../../../src/core/report/markdown.ts';
import { cleanReview, sampleContext, sampleReview } from '../../support/sample-review.ts';
import { finding } from '../findings/make.ts';

function output(given: { offDiff?: Finding[]; notes?: string[] } = {}, review = sampleReview()) {
  return checkOutput({
    review,
    context: sampleContext,
    policy: { failOn: review.gate.failOn },
    offDiff: given.offDiff ?? [],
    notes: given.notes ?? [],
  });
}

test('a failed gate fails, a clean one passes in one line', () => {
  expect(output()).toMatchObject({ conclusion: 'failure', title: expect.stringMatching(/^Blocked: /) });
  const clean = output({}, cleanReview());
  expect(clean).toMatchObject({ conclusion: 'success', title: 'Passed: nothing found', annotations: [] });
  expect(clean.summary.trim().split('\n')).toHaveLength(1);
});

test('what could not be judged is never green', () => {
  const review = cleanReview();
  const gate = {
    conclusion: 'neutral' as const,
    reasons: ['Not judged: a.go was skipped (too large).'],
    failOn: 'high' as const,
  };
  expect(output({}, { ...review, gate })).toMatchObject({
    conclusion: 'action_required',
    title: 'Not judged: a.go was skipped (too large)',
  });
});

test('notes stand above everything else', () => {
  expect(output({ notes: ['Mind this.'] }).summary).toMatch(/^> Mind this\.\n\n/);
});

test('a summary with notes keeps to the limit of GitHub', () => {
  const { summary } = output({ notes: ['é'.repeat(40_000)] });
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(SUMMARY_LIMIT);
  expect(summary).toContain('shortened to what GitHub takes');
});

describe('annotations', () => {
  test('speak of findings off the diff, as grave as they are', () => {
    const offDiff = [
      finding({ line: 3, endLine: 5 }),
      finding({ severity: 'medium' }),
      finding({ severity: 'critical', lane: 'H' }),
      finding({ severity: 'info' }),
    ];
    const { annotations } = output({ offDiff });
    expect(annotations.map(({ level }) => level)).toEqual(['failure', 'warning', 'notice', 'notice']);
    expect(annotations[0]).toMatchObject({ path: 'a.go', startLine: 3, endLine: 5, message: 'The error is dropped.' });
  });

  test('show hidden characters', () => {
    const { annotations } = output({ offDiff: [finding({ message: 'a\u202eb' })] });
    expect(annotations[0]?.message).toBe('a<U+202E>b');
  });
});

test('the buttons keep to the limits of GitHub', () => {
  for (const { label, description, identifier } of ACTIONS)
    expect([label.length <= 20, description.length <= 40, identifier.length <= 20]).toEqual([true, true, true]);
});

test('of several verdicts on a commit the worst counts, and the first of equals', () => {
  const of = (conclusion: 'success' | 'failure' | 'action_required' | 'neutral', pull: number) => ({
    conclusion,
    pull,
  });
  expect(worstOf([of('success', 1), of('action_required', 2), of('failure', 3), of('failure', 4)]).pull).toBe(3);
  expect(worstOf([of('neutral', 1), of('success', 2)]).pull).toBe(2);
});
