import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth, wrap } from '../../../src/core/report/text/wrap.ts';
import { renderText } from '../../../src/core/report/text.ts';
import { auditReview, cleanReview, sampleContext, sampleFinding, sampleReview } from '../../support/sample-review.ts';
import { hostileReview } from './hostile.ts';

const PATH = 'services/payments/internal/store/store.go';

describe('the terminal report', () => {
  test('never prints a control, bidirectional or invisible character of a stranger', () => {
    fc.assert(
      fc.property(hostileReview, fc.integer({ min: 0, max: 140 }), ({ review, context }, width) => {
        const text = renderText(review, { ...context, width });
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        const widest = Math.max(...text.split('\n').map(displayWidth));
        expect(widest).toBeLessThanOrEqual(Math.max(width === 0 ? 80 : width, 30) + 4);
      }),
      { numRuns: 300 },
    );
  });

  test('in colour prints no escape but its own styles', () => {
    fc.assert(
      fc.property(hostileReview, ({ review, context }) => {
        const text = renderText(review, { ...context, colour: true });
        // biome-ignore lint/suspicious/noControlCharactersInRegex: styles are what is looked for.
        expect(text.replace(/\u001b\[(1|2|22|3[1-6]|39)m|\n/g, '')).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 100 },
    );
  });

  test('ends with the verdict and what must change', () => {
    const last = renderText(sampleReview(), sampleContext).trimEnd().split('\n\n').at(-1) ?? '';
    expect(last.split('\n')[0]).toBe('Blocked: 3 red flags, 1 critical, 2 high');
    expect(last).toContain('  - Fix 1 critical finding: security/sql-injection');
  });

  test('always shows seven flags', () => {
    for (const review of [sampleReview(), cleanReview(), auditReview()]) {
      expect(renderText(review, sampleContext).match(/^ {2}(clear|raised|not assessable) {2,}[A-Z]/gm)).toHaveLength(7);
    }
  });

  test('counts old findings, and shows them in an audit', () => {
    expect(renderText(sampleReview(), sampleContext)).toContain('1 finding stood before this change');
    expect(renderText(sampleReview(), sampleContext)).not.toContain('says no place');
    expect(renderText(auditReview(), sampleContext)).toContain('says no place');
  });

  test('marks the lane of what is not proven', () => {
    const text = renderText(sampleReview(), sampleContext);
    expect(text).toContain('High · no idempotency · advisory · messaging/consumer-not-idempotent');
    expect(text).toContain('Low · no graceful degradation · architect model · resilience/no-fallback');
  });
});

describe('the code frame', () => {
  const source = 'x := 1\n\tif ok {\n\t\treturn call(a,\n\t\t\tb)\n\t}\n';
  const context = { ...sampleContext, lines: () => source.split('\n'), width: 60 };

  function frame(code: string, more = {}): string {
    const start = source.indexOf(code);
    const line = source.slice(0, start).split('\n').length;
    const finding = {
      ...sampleFinding('errors/return-unwrapped', PATH, 'return err', 'Claim.', more),
      line,
      endLine: line + code.split('\n').length - 1,
      start,
      end: start + code.length,
      anchor: { package: '', symbol: null, header: '', expression: code.replace(/\s+/g, ' ') },
    };
    const text = renderText({ ...cleanReview(), findings: [finding] }, context);
    return text
      .split('\n')
      .filter((row) => row.includes('│'))
      .join('\n');
  }

  test('points at the expression under expanded tabs', () => {
    expect(frame('ok')).toBe(
      [
        '    1 │ x := 1',
        '  > 2 │     if ok {',
        '      │        ^^',
        '    3 │         return call(a,',
        '    4 │             b)',
        '    5 │     }',
      ].join('\n'),
    );
  });

  test('marks every line of a long expression', () => {
    expect(frame('call(a,\n\t\t\tb)').match(/^ {2}>/gm)).toHaveLength(2);
  });

  test('shows the blamed part of a line that is too long', () => {
    const long = `${'a'.repeat(300)}BLAMED${'b'.repeat(3_000_000)}`;
    const finding = {
      ...sampleFinding('errors/return-unwrapped', PATH, 'return err', 'Claim.'),
      line: 1,
      endLine: 1,
      start: 300,
      end: 306,
      anchor: { package: '', symbol: null, header: '', expression: 'BLAMED' },
    };
    const text = renderText({ ...cleanReview(), findings: [finding] }, { ...context, lines: () => [long] });
    const [code = '', carets = ''] = text.split('\n').filter((row) => row.includes('│'));
    expect(code).toMatch(/│ …a+BLAMEDb+…$/);
    expect(code.length).toBeLessThanOrEqual(60);
    expect(carets.indexOf('^^^^^^')).toBe(code.indexOf('BLAMED'));
    expect(carets.match(/\^/g)).toHaveLength(6);
  });

  test('is left out where the source is not at hand', () => {
    expect(renderText(sampleReview(), { ...sampleContext, lines: () => null })).not.toContain('│');
  });

  test('points nowhere where the columns do not fit the text', () => {
    const lines = () => source.replaceAll('\n', '\r\n').split(/\r\n/);
    const text = renderText(
      { ...cleanReview(), findings: [sampleFinding('errors/return-unwrapped', PATH, 'return err', 'Claim.')] },
      { ...context, lines },
    );
    expect(text).not.toContain('^');
  });
});

describe('wrapping', () => {
  test('breaks words that are too long, paths after a slash', () => {
    expect(wrap('services/checkout/internal/payments/client.go', 24, '  ')).toEqual([
      '  services/checkout/',
      '  internal/payments/',
      '  client.go',
    ]);
  });

  test('counts wide characters twice and combining ones not at all', () => {
    expect(displayWidth('漢字')).toBe(4);
    expect(displayWidth('e\u0301')).toBe(1);
  });
});
