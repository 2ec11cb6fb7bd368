import { expect, test } from 'vitest';
import { dedupe } from '../../../src/core/findings/dedupe.ts';
import type { Finding } from '../../../src/core/findings/finding.ts';
import { finding } from './make.ts';

const standards = (findings: readonly Finding[]) => findings.map((one) => one.standard);
const SUBSUMES = new Map([
  ['messaging/publish-err-ignored', ['errors/ignored-result']],
  ['errors/ignored-result', ['errors/blank-assign']],
]);
const publish = { standard: 'messaging/publish-err-ignored' };
const blank = { standard: 'errors/blank-assign' };

test('the most specific on one expression stays', () => {
  expect(standards(dedupe([finding(), finding(publish)], SUBSUMES))).toEqual(['messaging/publish-err-ignored']);
});

test('yielding goes on through a standard that is not there', () => {
  expect(standards(dedupe([finding(blank), finding(publish)], SUBSUMES))).toEqual(['messaging/publish-err-ignored']);
});

test('another expression, or another file, is another defect', () => {
  const apart = [finding({ line: 1 }), finding({ ...publish, line: 2 }), finding({ path: 'b.go' })];
  expect(dedupe(apart, SUBSUMES)).toHaveLength(3);
});

test('an inner expression yields only where the standard says so', () => {
  const inner = finding({ start: 102, end: 105 });
  expect(dedupe([inner, finding(publish)], SUBSUMES)).toHaveLength(2);
  expect(standards(dedupe([inner, finding(publish)], new Map(), { nested: SUBSUMES }))).toEqual([publish.standard]);
});

test('two that name each other both stay', () => {
  const mutual = new Map([
    ['errors/ignored-result', ['errors/blank-assign']],
    ['errors/blank-assign', ['errors/ignored-result']],
  ]);
  expect(dedupe([finding(), finding(blank)], mutual)).toHaveLength(2);
});

test('a hint does not switch off what gates', () => {
  expect(dedupe([finding(), finding({ ...publish, lane: 'H' })], SUBSUMES)).toHaveLength(2);
  expect(dedupe([finding({ lane: 'H' }), finding(publish)], SUBSUMES)).toHaveLength(1);
});

test('repeats on a line become one with the evidence of all; the new one speaks', () => {
  const anchor = { package: '', symbol: 'F', header: 'f(); f()', expression: 'f()' };
  const [a, b] = [
    { path: 'b.go', line: 1, text: 'a' },
    { path: 'b.go', line: 2, text: 'b' },
  ];
  const old = finding({ anchor, new: false, causal: null, evidence: [a] });
  const fresh = finding({ anchor, start: 105, end: 108, evidence: [a, b] });
  expect(dedupe([old, fresh], SUBSUMES)).toEqual([{ ...fresh, evidence: [a, b] }]);
  expect(
    dedupe(
      [
        { ...old, evidence: [b] },
        { ...old, evidence: [a] },
      ],
      SUBSUMES,
    ),
  ).toEqual([{ ...old, evidence: [b, a] }]);
});
