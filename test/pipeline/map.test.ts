import { afterAll, expect, test } from 'vitest';
import type { PullRequest } from '../../src/core/change/snapshot.ts';
import { defaultConfig } from '../../src/core/config/repo-config.ts';
import { type FactsCache, NO_CACHE, openFactsCache } from '../../src/edge/cache/facts-cache.ts';
import { createGoReader } from '../../src/edge/parse/go-reader.ts';
import { mapChange } from '../../src/pipeline/map.ts';
import type { Memory } from '../../src/pipeline/ports.ts';
import { readCode } from '../../src/pipeline/read-code.ts';
import { openExample } from '../support/example-pull.ts';

const go = createGoReader({ cache: NO_CACHE });
afterAll(() => go.close());

/** What a memory was asked and given of maps. */
function watched({ memory }: FactsCache) {
  const seen = { found: 0, kept: 0 };
  const isMap = (key: string) => key.startsWith('["map"');
  const watching: Memory = {
    get(keys) {
      const found = memory.get(keys);
      seen.found += [...found.keys()].filter(isMap).length;
      return found;
    },
    put(texts) {
      seen.kept += [...texts.keys()].filter(isMap).length;
      memory.put(texts);
    },
  };
  return { memory: watching, seen };
}

async function mapped(pull: PullRequest, memory?: Memory) {
  const sides = [
    { name: 'base', snapshot: pull.base },
    { name: 'head', snapshot: pull.head },
  ];
  const code = await readCode(sides, pull.blobs, go, () => {});
  return mapChange(pull, code, defaultConfig().services, { go, ...(memory ? { memory } : {}) });
}

test('a map that was made before is had again, the same', async () => {
  const pull = await openExample();
  const { memory, seen } = watched(openFactsCache(':memory:', 'test'));
  const first = await mapped(pull, memory);
  expect(seen).toEqual({ found: 0, kept: 2 });
  const second = await mapped(pull, memory);
  expect(seen).toEqual({ found: 2, kept: 2 });
  expect(first.head.edges.length).toBeGreaterThan(5);
  expect(second).toEqual(first);
  expect(second).toEqual(await mapped(pull));
});

test('another file, or another configuration, is another map', async () => {
  const pull = await openExample();
  const { memory, seen } = watched(openFactsCache(':memory:', 'test'));
  await mapped(pull, memory);
  const entries = new Map(pull.head.entries);
  for (const path of entries.keys()) if (/compose\.ya?ml$/.test(path)) entries.delete(path);
  expect(entries.size).toBeLessThan(pull.head.entries.size);
  await mapped({ ...pull, head: { ...pull.head, entries } }, memory);
  expect(seen).toEqual({ found: 1, kept: 3 });
});

test('a map that lacks what could not be read is not kept', async () => {
  const pull = await openExample();
  const { memory, seen } = watched(openFactsCache(':memory:', 'test'));
  const listed = [...pull.base.entries, ...pull.head.entries];
  const compose = new Set(listed.flatMap(([path, { blob }]) => (/compose\.ya?ml$/.test(path) ? [blob] : [])));
  const blobs: PullRequest['blobs'] = {
    async *read(asked) {
      for await (const one of pull.blobs.read(asked))
        yield compose.has(one.blob) ? { blob: one.blob, unavailable: 'gone' } : one;
    },
  };
  await mapped({ ...pull, blobs }, memory);
  expect(seen).toEqual({ found: 0, kept: 0 });
});
