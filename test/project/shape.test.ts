import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Tables may be as long as what they list. */
const TABLES = ['src/core/go/syntax/grammar.ts', 'src/core/standards/registry.ts'];

test('files stay small enough to be read at once', () => {
  const sizes = globSync('src/**/*.ts')
    .filter((path) => !TABLES.includes(path))
    .map((path) => ({ path, lines: readFileSync(path, 'utf8').split('\n').length - 1 }))
    .sort((a, b) => a.lines - b.lines);
  const at = (share: number) => sizes[Math.floor((sizes.length - 1) * share)]?.lines;
  expect(at(0.5), 'median').toBeLessThanOrEqual(80);
  expect(at(0.95), '95th percentile').toBeLessThanOrEqual(250);
  expect(sizes.filter(({ lines }) => lines > 400)).toEqual([]);
});
