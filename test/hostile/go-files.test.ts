import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { architect } from '../e2e/command.ts';
import { folderWith, reportOf, WITNESS } from './helpers.ts';
import { SHAPES } from './shapes.ts';

const names = Object.keys(SHAPES);
const CHUNK = 10;
const chunks = Array.from({ length: Math.ceil(names.length / CHUNK) }, (_, at) =>
  names.slice(at * CHUNK, (at + 1) * CHUNK),
);

describe('a hostile Go file', () => {
  it.each(chunks.map((chunk) => [chunk.join('; '), chunk] as const))('%s', async (_names, chunk) => {
    const files = chunk.map((name, index) => [`p${index}/a.go`, SHAPES[name] ?? ''] as const);
    const folder = folderWith({ ...Object.fromEntries(files), 'witness/witness.go': WITNESS });
    // Several of them are read at a time; alone none takes 400 MB.
    const limits = { seconds: 20, megabytes: 750 };
    const report = reportOf(await architect(['audit', folder, '--format', 'json']), limits);
    expect(report.coverage).toHaveLength(chunk.length + 1);
    for (const { state, reason } of report.coverage) expect(reason === null).toBe(state === 'full');
    expect(report.findings).toContainEqual(
      expect.objectContaining({ standard: 'lifecycle/signal-unbuffered', path: 'witness/witness.go', line: 10 }),
    );
  });

  it('is skipped with the limit that it breaks', async () => {
    const shape = (name: string) => SHAPES[name] ?? '';
    const folder = folderWith({
      'large.go': shape('one line of 10 MB'),
      'deep.go': shape('function literals 50,000 deep'),
      'slow.go': shape('900 KB of opening brackets'),
    });
    const { coverage } = reportOf(await architect(['audit', folder, '--format', 'json']));
    expect(Object.fromEntries(coverage.map(({ path, reason }) => [path, reason]))).toEqual({
      'large.go': 'larger than 1 MB',
      'deep.go': 'nested deeper than 1000 levels',
      'slow.go': 'parsing took longer than 2 s',
    });
  });
});

it('reads every beginning of a file', async () => {
  const text = readFileSync('examples/shop/internal/gateway/gateway.go');
  const cuts = Array.from({ length: 150 }, (_, index) => Math.floor((index * text.length) / 150));
  const folder = folderWith(Object.fromEntries(cuts.map((end) => [`p${end}/a.go`, text.subarray(0, end)])));
  const { coverage } = reportOf(await architect(['audit', folder, '--format', 'json']));
  expect(coverage).toHaveLength(new Set(cuts).size);
  expect(coverage.filter(({ state }) => state === 'skipped')).toEqual([]);
});
