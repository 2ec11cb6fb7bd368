import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/core/findings/finding.ts';
import { placeOf } from '../../../src/core/publication/marker.ts';
import type { Standing, Thread } from '../../../src/core/publication/standing.ts';
import { planThreads, type ThreadInput } from '../../../src/core/publication/threads.ts';
import { finding } from '../findings/make.ts';

let threads = 0;
function threadOf(of: Finding, given: Partial<Thread> = {}): Thread {
  threads++;
  return {
    id: `T${threads}`,
    comment: threads,
    url: `https://example.test/${threads}`,
    fingerprint: of.fingerprint,
    standard: of.standard,
    place: placeOf(of),
    path: of.path,
    line: of.line,
    resolved: false,
    closedByUs: false,
    ...given,
  };
}

function plan(findings: readonly Finding[], standing: readonly Thread[], given: Partial<ThreadInput> = {}) {
  return planThreads({
    findings,
    silenced: new Set(),
    positionOf: ({ causal }) =>
      causal && { path: causal.path, startLine: causal.line, line: causal.line, commits: false },
    standing: { threads: [...standing], summary: null },
    maxComments: 20,
    isUnknown: () => false,
    isTouched: () => true,
    isOff: () => false,
    ...given,
  });
}

const posted = ({ open }: ReturnType<typeof plan>) => open.map(({ finding: one }) => one.line);

test('the first review opens a thread for every new finding, worst first', () => {
  const findings = [finding({ line: 1, severity: 'low' }), finding({ line: 2 }), finding({ line: 3, new: false })];
  expect(posted(plan(findings, []))).toEqual([2, 1]);
});

test('a finding that has a thread gets no second one, whoever resolved it', () => {
  const [one, two] = [finding({ line: 1 }), finding({ line: 2 })];
  const planned = plan([one, two], [threadOf(one), threadOf(two, { resolved: true })]);
  expect(planned).toMatchObject({ open: [], close: [], reopen: [], renamed: [] });
});

test('a finding whose statement was edited keeps its thread, wherever that stands by now', () => {
  const before = finding({ line: 7 });
  const after = finding({ line: 9, anchor: { ...before.anchor, header: 'another one' } });
  const thread = threadOf(before, { line: null });
  expect(plan([after], [thread])).toMatchObject({ open: [], close: [], renamed: [{ finding: after, thread }] });
});

test('a finding whose expression was edited keeps the thread on its line', () => {
  const before = finding({ line: 7 });
  const after = finding({ line: 7, anchor: { ...before.anchor, expression: 'other()' } });
  const thread = threadOf(before);
  const planned = plan([after], [thread]);
  expect(planned.open).toEqual([]);
  expect(planned.renamed).toEqual([{ finding: after, thread }]);
  expect(plan([finding({ line: 8 })], [thread]).close).toHaveLength(1);
});

describe('a thread is closed', () => {
  const gone = finding({ line: 4 });
  test.each<[string, Partial<ThreadInput>, Finding[]]>([
    ['fixed', {}, []],
    ['silenced', { silenced: new Set([gone.fingerprint]) }, []],
    ['stood before', {}, [{ ...gone, new: false, causal: null }]],
    ['switched off', { isOff: () => true }, []],
    ['untouched', { isTouched: () => false }, []],
  ])('as %s', (why, given, findings) => {
    expect(plan(findings, [threadOf(gone)], given).close.map((one) => one.why)).toEqual([why]);
  });

  test('but not where its file could not be judged, nor twice', () => {
    expect(plan([], [threadOf(gone)], { isUnknown: () => true }).close).toEqual([]);
    expect(plan([], [threadOf(gone, { closedByUs: true })]).close).toEqual([]);
    expect(plan([], [threadOf(gone, { resolved: true })]).close).toEqual([]);
  });
});

test('a finding that is back opens the thread that was closed as fixed', () => {
  const back = finding();
  const thread = threadOf(back, { resolved: true, closedByUs: true });
  expect(plan([back], [thread])).toMatchObject({ open: [], reopen: [{ finding: back, thread }] });
});

test('no more threads stand open than allowed, but critical ones are posted all the same', () => {
  const standing = [finding({ line: 1 }), finding({ line: 2 })];
  const fresh = [finding({ line: 3 }), finding({ line: 4 }), finding({ line: 5, severity: 'critical' })];
  const planned = plan(
    [...standing, ...fresh],
    standing.map((one) => threadOf(one)),
    { maxComments: 3 },
  );
  expect(posted(planned)).toEqual([5]);
  expect(planned.unposted.map(({ line }) => line)).toEqual([3, 4]);
});

test('a finding that no line of the diff shows is told apart from one that found no room', () => {
  const hidden = finding({ line: 9 });
  expect(plan([hidden], [], { positionOf: () => null })).toMatchObject({ open: [], offDiff: [hidden], unposted: [] });
});

test('doing what the plan says leaves nothing to do', () => {
  const some = fc.array(
    fc.record({
      line: fc.integer({ min: 1, max: 30 }),
      isNew: fc.boolean(),
      had: fc.constantFrom('no', 'open', 'done'),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(some, fc.integer({ min: 0, max: 10 }), (rows, maxComments) => {
      const findings = rows.map(({ line, isNew }) =>
        finding({ line, new: isNew, causal: isNew ? { path: 'a.go', line } : null }),
      );
      const before = findings.flatMap((one, i) => {
        const had = rows[i]?.had;
        return had === 'no' ? [] : [threadOf(one, { resolved: had === 'done', closedByUs: had === 'done' })];
      });
      const first = plan(findings, before, { maxComments });
      const again = plan(findings, done(first, { threads: before, summary: null }), { maxComments });
      expect(again).toMatchObject({ open: [], close: [], reopen: [], renamed: [] });
    }),
  );
});

/** What stands after a plan was carried out. */
function done(planned: ReturnType<typeof plan>, { threads: before }: Standing): Thread[] {
  const closed = new Set(planned.close.map(({ thread }) => thread));
  const opened = new Set(planned.reopen.map(({ thread }) => thread));
  return [
    ...before.map((thread) => ({
      ...thread,
      resolved: closed.has(thread) || (thread.resolved && !opened.has(thread)),
      closedByUs: closed.has(thread) || (thread.closedByUs && !opened.has(thread)),
      fingerprint: planned.renamed.find((one) => one.thread === thread)?.finding.fingerprint ?? thread.fingerprint,
    })),
    ...planned.open.map(({ finding: one }) => threadOf(one)),
  ];
}
