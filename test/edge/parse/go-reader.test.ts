import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { BlobReader } from '../../../src/core/change/snapshot.ts';
import type { Claim } from '../../../src/core/findings/finding.ts';
import type { BlobFacts } from '../../../src/core/go/analysed.ts';
import type { GoReader, GoSnapshot } from '../../../src/core/go/reader.ts';
import type { FactsCache } from '../../../src/edge/cache/facts-cache.ts';
import { NO_CACHE } from '../../../src/edge/cache/facts-cache.ts';
import { openDirectoryDiff } from '../../../src/edge/fetch/directory-diff.ts';
import { createGoReader } from '../../../src/edge/parse/go-reader.ts';

const pull = await openDirectoryDiff({
  directory: 'examples/shop',
  diff: readFileSync('examples/pull-request.diff'),
  wanted: (path) => path.endsWith('.go'),
});
const files = [...pull.head.entries].map(([path, { blob }]) => ({ path, blob }));
const snapshot: GoSnapshot = { name: 'head', files, modules: [] };

const readers: GoReader[] = [];
function reader(
  options: { inlineFiles?: number; threads?: number; cache?: FactsCache; measures?: boolean } = {},
): GoReader {
  const made = createGoReader({ cache: NO_CACHE, ...options });
  readers.push(made);
  return made;
}

afterAll(async () => {
  await Promise.all(readers.map((one) => one.close()));
  await pull.close();
});

async function claimsOf(go: GoReader, blobs: BlobReader = pull.blobs, subset = files) {
  const facts = await go.facts(
    files.map(({ blob }) => blob),
    blobs,
    () => {},
  );
  return { facts, claims: await go.claims(snapshot, facts, subset, blobs, {}) };
}

describe('where the work is done', () => {
  it('changes neither facts nor claims', async () => {
    const inline = reader();
    const pooled = reader({ inlineFiles: 0, threads: 2 });
    const here = await claimsOf(inline);
    const there = await claimsOf(pooled);
    expect(here.claims.length).toBeGreaterThan(0);
    expect(there.claims).toEqual(here.claims);
    expect(sorted(there.facts)).toEqual(sorted(here.facts));

    const byPath = Map.groupBy(here.claims, ({ path }) => path);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(files), fc.boolean(), async (targets, inThreads) => {
        const claims = await (inThreads ? pooled : inline).claims(snapshot, here.facts, targets, pull.blobs, {});
        expect(claims).toEqual(targets.flatMap(({ path }) => byPath.get(path) ?? []));
      }),
      { numRuns: 12 },
    );
  });

  it('asks some standards only, where that is asked for', async () => {
    const { facts, claims } = await claimsOf(reader());
    const only = new Set([claims[0]?.standard ?? '']);
    const expected = claims.filter(({ standard }) => only.has(standard));
    for (const go of [reader(), reader({ inlineFiles: 0, threads: 2 })])
      expect(await go.claims(snapshot, facts, files, pull.blobs, { only })).toEqual(expected);
    expect(await reader().claims(snapshot, facts, files, pull.blobs, { only: new Set() })).toEqual([]);
  });

  it('is measured where that is asked for, over all threads', async () => {
    const measured = [reader({ measures: true }), reader({ measures: true, inlineFiles: 0, threads: 2 })];
    for (const go of measured) await claimsOf(go);
    const [here, there] = measured.map((go) => go.effort());
    expect(here?.lines.sources).toBeGreaterThan(500);
    expect(there?.lines).toEqual(here?.lines);
    expect(Object.keys(there?.spent ?? {}).sort()).toEqual(Object.keys(here?.spent ?? {}).sort());
    expect(reader().effort()).toBeNull();
  });

  it('is this thread for small files and another for large ones', async () => {
    const large = `package p\n\n${'func f() {}\n'.repeat(20_000)}`;
    const text = (blob: string) => (blob === 'large' ? large : 'package p\n\nfunc g() {}\n');
    const blobs = blobsOf((blob) => ({ blob, bytes: new TextEncoder().encode(text(blob)) }));
    const facts = await reader().facts(['small', 'large'], blobs, () => {});
    expect([...facts.keys()].sort()).toEqual(['large', 'small']);
    expect(facts.get('large')).toMatchObject({ package: 'p' });
  });
});

describe('a blob that cannot be had', () => {
  const missing = files[3]?.blob ?? '';
  const path = files[3]?.path ?? '';
  const without = (gone: (blob: string) => boolean): BlobReader => ({
    async *read(wanted) {
      yield* wanted.filter(gone).map((blob) => ({ blob, unavailable: 'not in this clone' }));
      yield* pull.blobs.read(wanted.filter((blob) => !gone(blob)));
    },
  });

  it.each([{ inlineFiles: 0, threads: 2 }, {}])(
    'is skipped with the reason, and not remembered %j',
    async (options) => {
      const remembered: BlobFacts[] = [];
      const cache: FactsCache = { ...NO_CACHE, put: (facts) => remembered.push(...facts) };
      const { facts, claims } = await claimsOf(
        reader({ ...options, cache }),
        without((blob) => blob === missing),
      );
      expect(facts.get(missing)).toEqual({ blob: missing, skipped: 'not in this clone', parsed: false });
      expect(claims.filter((claim: Claim) => claim.path === path)).toEqual([]);
      expect(remembered).toHaveLength(facts.size - 1);
    },
  );

  it.each([{ inlineFiles: 0, threads: 1 }, {}])(
    'after its facts were remembered, is not called covered %j',
    async (options) => {
      const known = (await claimsOf(reader())).facts;
      const cache: FactsCache = { ...NO_CACHE, get: (blobs) => blobs.flatMap((blob) => known.get(blob) ?? []) };
      const { facts } = await claimsOf(
        reader({ ...options, cache }),
        without((blob) => blob === missing),
      );
      expect(facts.get(missing)).toEqual({ blob: missing, skipped: 'not judged: not in this clone', parsed: false });
    },
  );
});

it('skips what is too large before it is held or copied', async () => {
  const blobs = blobsOf((blob) => ({ blob, bytes: new Uint8Array(1_000_001) }));
  const facts = await reader().facts(['a', 'b'], blobs, () => {});
  expect([...facts.values()]).toEqual([
    { blob: 'a', skipped: 'larger than 1 MB', parsed: true },
    { blob: 'b', skipped: 'larger than 1 MB', parsed: true },
  ]);
});

it('reads each blob once, and none that the cache knows', async () => {
  const asked: string[] = [];
  const blobs = blobsOf((blob) => {
    asked.push(blob);
    return { blob, bytes: new TextEncoder().encode('package p\n') };
  });
  const cache: FactsCache = {
    ...NO_CACHE,
    get: (wanted) => wanted.filter((blob) => blob === 'known').map((blob) => ({ blob, package: 'p', json: '{}' })),
  };
  const facts = await reader({ cache }).facts(['a', 'known', 'a', 'b'], blobs, () => {});
  expect(asked).toEqual(['a', 'b']);
  expect(facts.size).toBe(3);
});

function blobsOf(make: (blob: string) => { blob: string; bytes: Uint8Array }): BlobReader {
  return {
    async *read(wanted) {
      for (const blob of wanted) yield make(blob);
    },
  };
}

function sorted(facts: ReadonlyMap<string, BlobFacts>): BlobFacts[] {
  return [...facts.values()].sort((a, b) => a.blob.localeCompare(b.blob));
}
