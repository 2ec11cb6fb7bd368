import { describe, expect, test } from 'vitest';
import { readReply, readSecondLook } from '../../../src/core/architect/read-reply.ts';

/** Every reply in this file was written by hand. */
const FINDING = {
  standard: 'other',
  severity: 'high',
  confidence: 'high',
  path: 'a.go',
  quote: 'return nil',
  claim: 'The order is lost.',
  impact: 'A customer pays for nothing.',
  recommendation: 'Return the error.',
  replacement: null,
  evidence: [],
  alternatives: [],
};
const EMPTY = {
  findings: [],
  corroborations: [],
  assessments: [],
  redFlags: [],
  design: [],
  questions: [],
  tradeOffs: [],
};

function read(value: unknown) {
  const result = readReply(JSON.stringify(value));
  if ('malformed' in result) throw new Error(result.malformed);
  return result;
}

describe('an answer', () => {
  test('is read as agreed', () => {
    expect(read({ ...EMPTY, findings: [FINDING] })).toEqual({ answer: { ...EMPTY, findings: [FINDING] }, cut: {} });
  });

  test.each([
    ['', 'the answer is empty'],
    ['{"findings": [', 'the answer is no JSON'],
    ['[]', 'the answer is no JSON object'],
    ['null', 'the answer is no JSON object'],
    ['{"findings": "none"}', 'the answer has no list of findings'],
    [`{"findings": [], "x": "${'x'.repeat(1_000_000)}"}`, 'the answer is longer than 1000000 characters'],
  ])('that cannot be used says why: %.30s', (text, malformed) => {
    expect(readReply(text)).toEqual({ malformed });
  });

  test('of two hundred findings keeps the first forty', () => {
    const { answer, cut } = read({ ...EMPTY, findings: Array.from({ length: 200 }, () => FINDING) });
    expect(answer.findings).toHaveLength(40);
    expect(cut).toEqual({ 'too many': 160 });
  });

  test('keeps what is as agreed beside what is not', () => {
    const findings = [FINDING, { ...FINDING, severity: 'apocalyptic' }, 'LGTM', null, { ...FINDING, approve: true }];
    const { answer, cut } = read({ ...EMPTY, findings, questions: { question: 'why?' } });
    expect(answer.findings).toEqual([FINDING]);
    expect(answer.questions).toEqual([]);
    expect(cut).toEqual({ 'not as agreed': 4 });
  });

  test('without a section that may be empty is read', () => {
    expect(read({ findings: [FINDING] }).answer.findings).toEqual([FINDING]);
  });

  test('that talks too long is cut', () => {
    const evidence = Array.from({ length: 50 }, () => ({ path: 'a.go', side: 'head', quote: 'q', supports: 's' }));
    const { answer, cut } = read({ findings: [{ ...FINDING, claim: 'é'.repeat(9_000), evidence }] });
    expect(answer.findings[0]?.claim).toHaveLength(1_500);
    expect(answer.findings[0]?.evidence).toHaveLength(8);
    expect(cut).toEqual({ 'too long': 2 });
  });
});

describe('a second look', () => {
  test('is read as agreed', () => {
    const look = { reason: 'It is.', verdict: 'confirm', replacement: 'none' };
    expect(readSecondLook(JSON.stringify(look))).toEqual({ answer: look, cut: {} });
  });

  test('with another verdict is none', () => {
    expect(readSecondLook('{"reason":"ok","verdict":"approve"}')).toEqual({ malformed: 'the answer is no verdict' });
  });
});
