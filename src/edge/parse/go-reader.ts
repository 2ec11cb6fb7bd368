import { availableParallelism } from 'node:os';
import type { BlobReader } from '../../core/change/snapshot.ts';
import type { Claim } from '../../core/findings/finding.ts';
import type { BlobFacts } from '../../core/go/analysed.ts';
import type { GoBlob, GoReader, GoSnapshot, Options } from '../../core/go/reader.ts';
import type { FactsCache } from '../cache/facts-cache.ts';
import { Analyser } from './analyser.ts';
import { Pool } from './pool.ts';

/** Up to this many files are read in this thread: less than starting others costs. */
const INLINE_FILES = 120;
const CACHE_BATCH = 500;

export interface GoReaderOptions {
  cache: FactsCache;
  /** Default: one per core, four at most. */
  threads?: number;
}

/** Reads a few files here and many on worker threads, through the cache. */
export function createGoReader({ cache, threads = Math.min(4, availableParallelism()) }: GoReaderOptions): GoReader {
  let inline: Promise<Analyser> | null = null;
  let pool: Pool | null = null;
  const analyser = () => (inline ??= Analyser.create());
  const threadPool = () => (pool ??= new Pool(threads));

  return {
    async facts(blobs, reader, progress) {
      const wanted = [...new Set(blobs)];
      const found = new Map(cache.get(wanted).map((facts) => [facts.blob, facts]));
      const missing = wanted.filter((blob) => !found.has(blob));
      const fresh: BlobFacts[] = [];
      const add = (facts: BlobFacts) => {
        found.set(facts.blob, facts);
        fresh.push(facts);
        progress(found.size, wanted.length);
        if (fresh.length >= CACHE_BATCH) cache.put(cacheable(fresh.splice(0)));
      };
      if (missing.length > INLINE_FILES) {
        for await (const facts of threadPool().read(reader.read(missing))) add(facts);
      } else if (missing.length > 0) {
        for await (const facts of readInline(await analyser(), reader, missing)) add(facts);
      }
      cache.put(cacheable(fresh));
      return found;
    },

    async claims(snapshot, facts, targets, reader, options) {
      if (targets.length > INLINE_FILES) {
        await threadPool().fold(snapshot.name, snapshot, snapshotFacts(snapshot, facts));
        return threadPool().check(snapshot.name, targets, (blobs) => reader.read(blobs), options);
      }
      const here = await analyser();
      here.learn(snapshotFacts(snapshot, facts));
      here.fold(snapshot.name, snapshot);
      return checkInline(here, snapshot, targets, reader, options);
    },

    async close() {
      await pool?.close();
      cache.close();
    },
  };
}

/** What the blob alone decides; a blob that could not be had may be had next time. */
function cacheable(facts: readonly BlobFacts[]): BlobFacts[] {
  return facts.filter((one) => !('skipped' in one) || one.parsed);
}

async function* readInline(
  analyser: Analyser,
  reader: BlobReader,
  blobs: readonly string[],
): AsyncGenerator<BlobFacts> {
  for await (const blob of reader.read(blobs)) {
    if ('unavailable' in blob) yield { blob: blob.blob, skipped: blob.unavailable, parsed: false };
    else yield analyser.read(blob.blob, blob.bytes).facts;
  }
}

async function checkInline(
  analyser: Analyser,
  snapshot: GoSnapshot,
  targets: readonly GoBlob[],
  reader: BlobReader,
  options: Options,
): Promise<Claim[]> {
  const missing = targets.filter(({ blob }) => !analyser.has(blob)).map(({ blob }) => blob);
  const bytes = new Map<string, Uint8Array>();
  for await (const blob of reader.read([...new Set(missing)])) if ('bytes' in blob) bytes.set(blob.blob, blob.bytes);
  return targets.flatMap((target) => {
    const source = bytes.get(target.blob);
    return analyser.check(snapshot.name, source ? { ...target, bytes: source } : target, options);
  });
}

function snapshotFacts(snapshot: GoSnapshot, facts: ReadonlyMap<string, BlobFacts>): BlobFacts[] {
  return snapshot.files.flatMap(({ blob }) => facts.get(blob) ?? []);
}
