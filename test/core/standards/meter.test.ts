import { expect, test } from 'vitest';
import { standardStats } from '../../../src/core/report/stats.ts';
import { Meter } from '../../../src/core/standards/meter.ts';
import { STANDARDS } from '../../../src/core/standards/registry.ts';
import { StandardRunner } from '../../../src/core/standards/run.ts';
import { goFiles } from '../../support/go.ts';

const SOURCE = 'package p\n\nimport "fmt"\n\nfunc f(err error) error {\n\treturn fmt.Errorf("f: %v", err)\n}\n';

test('measuring changes no claim and charges each visit to its standard', () => {
  let time = 0;
  const meter = new Meter(() => time++);
  const runner = new StandardRunner(STANDARDS.map((standard) => meter.measured(standard)));
  const files = goFiles({ 'a.go': SOURCE, 'a_test.go': 'package p\n' });
  const claims = files.flatMap((file) => {
    meter.count(file);
    return runner.run(file);
  });
  const plain = files.flatMap((file) => new StandardRunner(STANDARDS).run(file));
  expect(claims).toEqual(plain);
  const effort = meter.take();
  expect(effort.lines).toEqual({ sources: 7, tests: 1 });
  expect(effort.spent['errors/errorf-no-wrap']).toBe(1);
  expect(meter.take().spent).toEqual({});
});

test('statistics relate findings to the lines that a standard looks at, the costliest first', () => {
  const standards = STANDARDS.filter(({ id }) =>
    ['errors/errorf-no-wrap', 'lifecycle/signal-unbuffered', 'testing/fatal-in-goroutine'].includes(id),
  );
  const stats = standardStats(standards, [], {
    lines: { sources: 900, tests: 100 },
    spent: { 'testing/fatal-in-goroutine': 3, 'errors/errorf-no-wrap': 1 },
  });
  expect(stats.map(({ standard, lines, share }) => [standard, lines, share])).toEqual([
    ['testing/fatal-in-goroutine', 100, 0.75],
    ['errors/errorf-no-wrap', 900, 0.25],
    ['lifecycle/signal-unbuffered', 900, 0],
  ]);
});
