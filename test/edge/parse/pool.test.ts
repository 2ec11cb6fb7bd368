import { afterEach, describe, expect, it } from 'vitest';
import type { GoSnapshot } from '../../../src/core/go/reader.ts';
import type { Target } from '../../../src/edge/parse/analyser.ts';
import { Pool } from '../../../src/edge/parse/pool.ts';
import type { Checked } from '../../../src/edge/parse/protocol.ts';
import type { Loaded } from '../../../src/edge/parse/sources.ts';

const entry = new URL('./fragile-worker.ts', import.meta.url);
const pools: Pool[] = [];

function fragilePool(threads = 2, patience = 20_000): Pool {
  const pool = new Pool(threads, { entry, patience });
  pools.push(pool);
  return pool;
}

function blobs(texts: Record<string, string>): Loaded[] {
  return Object.entries(texts).map(([blob, text]) => ({ blob, bytes: new TextEncoder().encode(text) }));
}

async function outcome(pool: Pool, loaded: Loaded[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const facts of pool.read(loaded)) found[facts.blob] = 'skipped' in facts ? facts.skipped : 'read';
  return found;
}

function many(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`fine${index}`, 'fine']));
}

afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

describe('a file that ends its thread', () => {
  it.each([
    ['die', 'the parser failed: the thread ended with code 3'],
    ['throw', 'the parser failed: thrown outside of any answer'],
    ['hang', 'the parser failed: it took longer than 4 s'],
  ])('is skipped when it makes it %s, and the other files of its batch are read', async (text, reason) => {
    const found = await outcome(
      fragilePool(2, text === 'hang' ? 4000 : 20_000),
      blobs({ ...many(60), bad: text, ...{ last: 'fine' } }),
    );
    const { bad, ...others } = found;
    expect(bad).toBe(reason);
    expect(Object.keys(others)).toHaveLength(61);
    expect(new Set(Object.values(others))).toEqual(new Set(['read']));
  });

  it('takes none of the batches with it that wait behind', async () => {
    const large = 'x'.repeat(600_000);
    const loaded = blobs({ a: 'die', b: large, c: large, d: large, e: large, f: 'die', g: large });
    const found = await outcome(fragilePool(1), loaded);
    expect(Object.keys(found).filter((blob) => found[blob] !== 'read')).toEqual(['a', 'f']);
  });

  it('does not have its failure remembered', async () => {
    for await (const facts of fragilePool().read(blobs({ bad: 'die' }))) expect(facts).toMatchObject({ parsed: false });
  });
});

describe('a thread whose parser has grown too large', () => {
  it('is replaced, and nothing is lost', async () => {
    const large = 'x'.repeat(600_000);
    const found = await outcome(
      fragilePool(1),
      blobs({ a: large, fat1: large, b: large, c: large, fat2: large, d: large }),
    );
    expect(found).toEqual({ a: 'read', fat1: 'read', b: 'read', c: 'read', fat2: 'read', d: 'read' });
  });
});

describe('a target that ends its thread', () => {
  const snapshot: GoSnapshot = { name: 'head', files: [], modules: [] };

  async function checked(pool: Pool, targets: Target[]): Promise<Checked[]> {
    const found: Checked[] = [];
    for await (const one of pool.check('head', from(targets), {})) found.push(one);
    return found;
  }

  async function* from(targets: Target[]): AsyncGenerator<Target> {
    yield* targets;
  }

  it('is named with the reason, and the others are checked', async () => {
    const pool = fragilePool();
    pool.fold(snapshot, new Map());
    const targets = ['a.go', 'deadly.go', 'b.go'].map((path) => ({ path, blob: path }));
    const found = await checked(pool, targets);
    expect(found.filter((one) => 'claims' in one).map(({ path }) => path)).toEqual(['a.go', 'b.go']);
    expect(found).toContainEqual({ path: 'deadly.go', blob: 'deadly.go', failed: 'the thread ended with code 3' });
  });

  it('is left over with its batch when its tree was kept', async () => {
    const pool = fragilePool(1);
    await outcome(pool, blobs({ one: 'fine', two: 'fine' }));
    pool.fold(snapshot, new Map());
    const targets = [
      { path: 'deadly.go', blob: 'one' },
      { path: 'a.go', blob: 'two' },
      { path: 'c.go', blob: 'unread' },
    ];
    const { checked: kept, left } = await pool.checkKept('head', targets, {});
    expect(kept).toEqual([]);
    expect(new Set(left.map(({ path }) => path))).toEqual(new Set(['deadly.go', 'a.go', 'c.go']));
  });
});
