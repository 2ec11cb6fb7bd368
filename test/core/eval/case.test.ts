import { expect, test } from 'vitest';
import { parseCases } from '../../../src/core/eval/case.ts';

const one = {
  id: 'a',
  repo: 'r.git',
  base: 'main',
  head: 'topic',
  title: 'T',
  description: 'D',
  golden: [{ file: './a.go', line: 3, end_line: 5, severity: 'High', comment: 'no timeout' }],
};
const read = {
  ...one,
  control: false,
  golden: [{ file: 'a.go', line: 3, end_line: 5, severity: 'high', comment: 'no timeout', standard: null }],
};

test.each([
  ['one case', one, [read]],
  ['a list', [one, one], [read, read]],
  ['cases alone', { cases: [one] }, [read]],
  ['cases and controls', { cases: [one], controls: [one] }, [read, { ...read, golden: [], control: true }]],
])('%s', (_, value, cases) => {
  expect(parseCases(JSON.stringify(value))).toEqual({ cases });
});

test('a golden without its last line is about one line', () => {
  const [{ end_line: _, ...golden } = { end_line: 0 }] = one.golden;
  expect(parseCases(JSON.stringify({ ...one, golden: [golden] }))).toMatchObject({
    cases: [{ golden: [{ line: 3, end_line: 3 }] }],
  });
});

test.each([
  ['{', /is no JSON/],
  ['[]', /holds no case/],
  ['{"cases": [], "controls": []}', /holds no case/],
  ['7', /\[0\]: /],
  [JSON.stringify({ ...one, repo: '' }), /\[0\]\.repo: /],
  [JSON.stringify({ cases: [{ ...one, golden: [{ ...one.golden[0], line: 0 }] }] }), /cases\[0\]\.golden\[0\]\.line: /],
  [JSON.stringify([{ ...one, golden: [{ ...one.golden[0], severity: 'awful' }] }]), /golden\[0\]\.severity: /],
])('%s is told what is wrong with it', (text, problem) => {
  const parsed = parseCases(text);
  expect('problem' in parsed ? parsed.problem : '').toMatch(problem);
});
