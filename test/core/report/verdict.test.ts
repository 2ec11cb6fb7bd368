import { describe, expect, test } from 'vitest';
import { MODEL_OFF, type Review } from '../../../src/core/report/review.ts';
import { checkTitle } from '../../../src/core/report/verdict.ts';
import { cleanReview, sampleReview } from '../../support/sample-review.ts';

const passed: Review['gate'] = { conclusion: 'success', reasons: [], failOn: 'high' };

function titled(change: Partial<Review>): string {
  return checkTitle({ ...sampleReview(), ...change });
}

describe('the title of the check', () => {
  test('counts red flags and the proven findings over the bar', () => {
    expect(titled({})).toBe('Blocked: 3 red flags, 1 critical, 2 high');
  });

  test('counts what a lower bar also stops', () => {
    const gate = { ...sampleReview().gate, failOn: 'medium' as const };
    expect(titled({ gate })).toBe('Blocked: 3 red flags, 1 critical, 2 high, 2 medium');
  });

  test('does not count findings that stood before', () => {
    const findings = sampleReview().findings.map((finding) => ({ ...finding, new: finding.lane === 'M' }));
    expect(titled({ findings, gate: passed })).toBe('Passed: 1 advisory');
  });

  test('says what passed with remarks', () => {
    expect(titled({ gate: passed })).toBe('Passed: 1 critical, 2 high, 2 medium, 2 advisory');
  });

  test('says that nothing was found', () => {
    expect(checkTitle(cleanReview())).toBe('Passed: nothing found');
  });

  test('always says that the model was missing', () => {
    const { findings, gate } = cleanReview();
    expect(titled({ findings, gate, model: { ...MODEL_OFF, state: 'unavailable' } })).toBe(
      'Passed by the rules; the architect model was unavailable',
    );
    expect(
      titled({
        gate: passed,
        findings: sampleReview().findings.slice(3, 4),
        model: { ...MODEL_OFF, state: 'over-budget' },
      }),
    ).toBe('Passed by the rules: 1 advisory; the architect model was over its budget');
    expect(titled({ model: { ...MODEL_OFF, state: 'unavailable' } })).toContain(
      '; the architect model was unavailable',
    );
  });

  test('gives the reason where nothing was judged', () => {
    const reasons = ['Not judged: configuration error in .github/architect.yml line 12.'];
    expect(titled({ gate: { conclusion: 'neutral', reasons, failOn: 'high' } })).toBe(
      'Not judged: configuration error in .github/architect.yml line 12',
    );
  });

  test('falls back on the reason of the gate where no finding explains it', () => {
    const gate: Review['gate'] = { conclusion: 'failure', reasons: ['The merge base is unknown.'], failOn: 'high' };
    expect(titled({ findings: [], redFlags: [], gate })).toBe('Blocked: The merge base is unknown.');
  });

  test('stays short on one line whatever the reason holds', () => {
    const reasons = [`line\nbreak \u202e ${'x'.repeat(500)}`];
    const title = titled({ gate: { conclusion: 'neutral', reasons, failOn: 'high' } });
    expect(title.length).toBeLessThanOrEqual(200);
    expect(title).toMatch(/^Not judged: line break <U\+202E> x+…$/);
  });
});
