import { describe, expect, test } from 'vitest';
import type { ReplyFinding } from '../../../../src/core/architect/reply.ts';
import { finding } from '../../findings/make.ts';
import { check, PATH, said } from './shop.ts';

describe('a finding whose quotes are found', () => {
  test('stands on the line that was computed, with its evidence', () => {
    const { candidates, dropped } = check({ findings: [said()] });
    expect(candidates).toMatchObject([
      {
        claim: {
          standard: 'architect/other',
          lane: 'M',
          severity: 'high',
          path: PATH,
          line: 7,
          endLine: 7,
          message:
            '`Place` tells of the order before it is saved. When `save` fails, others act on an order that nobody has.',
          evidence: [{ path: PATH, line: 8, text: 'return s.save(ctx, order)', supports: 'It is saved afterwards.' }],
          anchor: { package: 'orders', symbol: '(*Store).Place' },
        },
      },
    ]);
    expect(dropped).toEqual({});
  });

  test('is never worse than its standard', () => {
    const { candidates } = check({ findings: [said({ standard: 'resilience/no-fallback', severity: 'critical' })] });
    expect(candidates[0]?.claim).toMatchObject({ standard: 'resilience/no-fallback', severity: 'low' });
  });

  test('may rest on what the change removed', () => {
    const evidence = [{ path: PATH, side: 'base' as const, quote: 'return s.save(order)', supports: 'It was.' }];
    const [candidate] = check({ findings: [said({ evidence })] }).candidates;
    expect(candidate?.claim.evidence).toEqual([]);
    expect(candidate?.baseEvidence).toMatchObject([{ line: 4, side: 'base' }]);
  });

  test('of several places takes the one that the change touches', () => {
    const quote = 'ctx, order';
    expect(check({ findings: [said({ quote })] }).candidates[0]?.claim.line).toBe(4);
  });
});

describe('what is not so is dropped, and counted', () => {
  test.each<[string, Partial<ReplyFinding>, string]>([
    ['code that is nowhere', { quote: 's.events.Emit(order)' }, 'quote not found'],
    ['a file that is none', { path: '../../etc/passwd' }, 'no such file'],
    [
      'evidence that is made up',
      { evidence: [{ path: PATH, side: 'head', quote: 'go s.retry()', supports: 'x' }] },
      'evidence not found',
    ],
    [
      'evidence of the wrong side',
      { evidence: [{ path: PATH, side: 'head', quote: 'return s.save(order)', supports: 'x' }] },
      'evidence not found',
    ],
    ['a function that is none', { claim: '`Place` calls `(*Store).Reconcile` twice' }, 'names what is not there'],
    ['a path that is none', { impact: 'See `orders/retry.go:12`.' }, 'names what is not there'],
    ['a use that is computed', { claim: '`save` is never called' }, 'contradicts what was computed'],
    [
      'an edge that is none',
      { claim: '`orders` calls `mail` while the request waits' },
      'contradicts what was computed',
    ],
    ['a standard that is off', { standard: 'data/no-transaction' }, 'switched off'],
  ])('%s', (_what, given, reason) => {
    const { candidates, dropped } = check({ findings: [said(given), said()] });
    expect(candidates).toHaveLength(1);
    expect(dropped).toEqual({ [reason]: 1 });
  });

  test('the same thing twice', () => {
    expect(check({ findings: [said(), said({ claim: 'Again' })] })).toMatchObject({
      candidates: [{}],
      dropped: { 'said already': 1 },
    });
  });

  test('but names of packages, plain words and expressions are no claim about the repository', () => {
    const claim = 'No `context.WithTimeout`, no `http.Client{Timeout: 2 * time.Second}`, `orders` rows wait `SELECT 1`';
    expect(check({ findings: [said({ claim })] }).dropped).toEqual({});
  });
});

describe('what the rules found already', () => {
  const ignored = { standard: 'errors/ignored-result', path: PATH, line: 7 };

  test('is theirs, and gains a note', () => {
    const proven = finding(ignored);
    const { candidates, notes } = check({ findings: [said({ standard: ignored.standard })] }, { findings: [proven] });
    expect(candidates).toEqual([]);
    expect(notes.get(proven.fingerprint)).toMatch(/^`Place` tells of the order/);
  });

  test('is theirs under no standard too, where the words are the same', () => {
    const proven = finding({ ...ignored, message: '`Place` tells of the order before it is saved by anyone.' });
    expect(check({ findings: [said()] }, { findings: [proven] }).candidates).toEqual([]);
    expect(check({ findings: [said()] }, { findings: [finding(ignored)] }).candidates).toHaveLength(1);
  });

  test('before the change is no news', () => {
    const old = finding({ ...ignored, new: false, causal: null });
    expect(check({ findings: [said({ standard: ignored.standard })] }, { findings: [old] })).toMatchObject({
      candidates: [],
      dropped: { 'stood before this change': 1 },
    });
  });

  test('as a hint is looked at again', () => {
    const hint = finding({ ...ignored, lane: 'H' });
    const { candidates } = check({ findings: [said({ standard: ignored.standard })] }, { findings: [hint] });
    expect(candidates).toMatchObject([{ hint: { fingerprint: hint.fingerprint }, claim: { message: hint.message } }]);
  });

  test('is confirmed by its fingerprint, with proof alone', () => {
    const proven = finding(ignored);
    const evidence = [{ path: PATH, side: 'head' as const, quote: 'return s.save(ctx, order)', supports: 'so' }];
    const note = { fact: proven.fingerprint, note: 'It loses orders.', evidence };
    const all = { findings: [proven] };
    expect(check({ corroborations: [note] }, all).notes.get(proven.fingerprint)).toBe('It loses orders.');
    expect(check({ corroborations: [{ ...note, evidence: [] }] }, all).dropped).toEqual({ 'evidence not found': 1 });
    expect(check({ corroborations: [{ ...note, fact: '' }] }, all).dropped).toEqual({ 'names what is not there': 1 });
  });
});

describe('what another check said at the place', () => {
  const annotation = { check: 'lint', path: PATH, line: 7, endLine: 7 };
  const dropped = (message: string, given: Partial<ReplyFinding> = {}, where: object = {}) =>
    check({ findings: [said(given)] }, { annotations: [{ ...annotation, ...where, message }] }).dropped;
  const repeated = { 'said by another check': 1 };

  test('is not said again: by the linter’s name, or in the same words', () => {
    expect(dropped('unchecked (errcheck)', { standard: 'errors/ignored-result' })).toEqual(repeated);
    expect(dropped('the order is told of before it is saved, so others act on it')).toEqual(repeated);
  });

  test('is no reason to be silent about something else, or elsewhere', () => {
    expect(dropped('cyclomatic complexity 15 of func `Place` is high (gocyclo)')).toEqual({});
    expect(dropped('line too long: s.events.Publish(ctx, "orders.placed", order)')).toEqual({});
    const message = 'the order is told of before it is saved, so others act on it';
    expect(dropped(message, {}, { line: 8, endLine: 8 })).toEqual({});
    expect(dropped(message, {}, { path: 'orders/other.go' })).toEqual({});
  });
});

describe('the other sections', () => {
  test('are held against the code, too', () => {
    const { sections, dropped } = check({
      assessments: [
        { area: 'errors', verdict: 'sound', reason: 'All are returned.' },
        { area: 'astrology', verdict: 'sound', reason: 'Fine.' },
      ],
      design: [{ topic: 'data', comment: '`(*Store).Undo` undoes it.' }],
      questions: [
        { question: 'How many orders a second?', because: 'Above a hundred the table must be split.' },
        { question: 'Nice?', because: '' },
      ],
      tradeOffs: [{ decision: 'One table.', gains: 'simplicity', costs: 'locks.' }],
    });
    expect(sections).toMatchObject({
      assessments: [{ area: 'errors' }],
      design: [],
      questions: ['How many orders a second? Above a hundred the table must be split.'],
      tradeOffs: ['One table: gains simplicity; costs locks.'],
    });
    expect(dropped).toEqual({ 'names what is not there': 1 });
  });

  test('raise a flag with proof alone, and clear none', () => {
    const flag = { flag: 'no-idempotency', reason: 'Twice is twice.' } as const;
    const evidence = [{ path: PATH, side: 'head' as const, quote: 's.payments.Charge(ctx, order)', supports: 'so' }];
    const flags = (redFlags: Parameters<typeof check>[0]['redFlags']) =>
      check({ redFlags: redFlags ?? [] }).sections.redFlags;
    expect(flags([{ ...flag, state: 'raised', evidence }])).toMatchObject([{ flag: 'no-idempotency' }]);
    expect(flags([{ ...flag, state: 'raised', evidence: [] }])).toEqual([]);
    expect(flags([{ ...flag, state: 'clear', evidence }])).toEqual([]);
  });
});
