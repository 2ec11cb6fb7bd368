import { expect, test } from 'vitest';
import type { Change, ChangedFile } from '../../../src/core/change/change.ts';
import { markLate, rememberReview } from '../../../src/core/findings/late.ts';
import { finding } from './make.ts';

function change(blobs: Record<string, string>, base = 'base'): Change {
  const files = Object.entries(blobs).map(([path, headBlob]) => ({ path, headBlob }) as ChangedFile);
  return { base, head: 'head', title: null, body: null, files };
}

const before = change({ 'orders/a.go': '1', 'payments/b.go': '1' });
const late = (now: Change, given = finding({ path: 'orders/a.go' })) =>
  markLate([given], rememberReview(before, []), now)[0]?.late ?? false;

test('a finding on code that stayed as it was at the last review is late', () => {
  expect(late(before)).toBe(true);
  expect(late(change({ 'orders/a.go': '1', 'payments/b.go': '2' }))).toBe(true);
});

test('not where its package changed, or that of its evidence', () => {
  expect(late(change({ 'orders/a.go': '2', 'payments/b.go': '1' }))).toBe(false);
  expect(late(change({ 'orders/a.go': '1', 'orders/new.go': '1', 'payments/b.go': '1' }))).toBe(false);
  const evidence = [{ path: 'payments/b.go', line: 1, text: '' }];
  expect(late(change({ 'orders/a.go': '1', 'payments/b.go': '2' }), finding({ path: 'orders/a.go', evidence }))).toBe(
    false,
  );
});

test('not when it was said before, against another base, or in a first review', () => {
  const said = finding({ path: 'orders/a.go' });
  expect(markLate([said], rememberReview(before, [said]), before)[0]?.late).toBeUndefined();
  expect(late(change({ 'orders/a.go': '1', 'payments/b.go': '1' }, 'other base'))).toBe(false);
  expect(markLate([said], null, before)[0]?.late).toBeUndefined();
});

test('what came late stays late until its package changes', () => {
  const [once] = markLate([finding({ path: 'orders/a.go' })], rememberReview(before, []), before);
  const last = rememberReview(before, once ? [once] : []);
  const again = { ...finding({ path: 'orders/a.go' }), fingerprint: once?.fingerprint ?? '' };
  expect(markLate([again], last, before)[0]?.late).toBe(true);
  expect(markLate([again], last, change({ 'orders/a.go': '2', 'payments/b.go': '1' }))[0]?.late).toBeUndefined();
});
