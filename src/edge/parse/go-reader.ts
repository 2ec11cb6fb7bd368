import { availableParallelism } from 'node:os';
import type { BlobReader } from '../../core/change/snapshot.ts';
import type { Claim } from '../../core/findings/finding.ts';
import type { BlobFacts } from '../../core/go/analysed.ts';
import type { GoBlob, GoReader, GoSnapshot, Options } from '../../core/go/reader.ts';
import { addEffort, noEffort } from '../../core/standards/effort.ts';
import type { FactsCache } from '../cache/facts-cache.ts';
import type { Target } from './analyser.ts';
import { Folder } from './folder.ts';
import { Inline } from './inline.ts';
import { type KnownFacts, type Measure, Pool } from './pool.ts';
import type { Checked, Failed } from './protocol.ts';
import { regionsOf } from './regions.ts';
import { type Loaded, readable, withBytes } from './sources.ts';

/** Up to this many files are read in this thread: less than starting others costs. */
const INLINE_FILES = 120;
const CACHE_BATCH = 500;

export interface GoReaderOptions {
  cache: FactsCache;
  /** Default: one per core, four at most. */
  threads?: number;
  /** Files up to which all is done in this thread, but for what a thread of its own copes with better. */
  inlineFiles?: number;
  /** Measures what judging costs. */
  measures?: boolean;
  /** Has folded the repository before. */
  folder?: Folder;
}

interface Checking {
  reader: BlobReader;
  options: Options;
}

/** Reads a few files here and many on worker threads, through the cache. */
export function createGoReader(options: GoReaderOptions): GoReader {
  const { cache, threads = Math.min(4, availableParallelism()), inlineFiles = INLINE_FILES } = options;
  const { folder = new Folder() } = options;
  const effort = options.measures ? noEffort() : null;
  const measure: Measure | undefined = effort ? (part) => addEffort(effort, part) : undefined;
  const inline = new Inline(folder, measure);
  const pool = new Pool(threads, { measure });

  async function* read(blobs: readonly string[], reader: BlobReader): AsyncGenerator<BlobFacts> {
    const refused: BlobFacts[] = [];
    const regions = regionsOf(blobs, threads);
    const ordered = blobs.toSorted((a, b) => regions.turn(a) - regions.turn(b));
    const loaded = readable(reader.read(ordered), refused);
    const left: Loaded[] = [];
    if (blobs.length > inlineFiles) yield* pool.read(loaded, regions.of);
    else yield* inline.read(loaded, left);
    if (left.length > 0) yield* pool.read(left);
    yield* refused;
  }

  async function* check(
    snapshot: GoSnapshot,
    facts: KnownFacts,
    targets: readonly GoBlob[],
    { reader, options }: Checking,
  ): AsyncGenerator<Checked> {
    if (targets.length === 0) return;
    let left: readonly Target[] = targets;
    if (targets.length <= inlineFiles && !pool.knows(snapshot)) {
      const rest: Target[] = [];
      yield* inline.check(snapshot, facts, targets, { reader, options }, rest);
      left = rest;
    }
    if (left.length === 0) return;
    pool.fold(snapshot, facts);
    const kept = await pool.checkKept(snapshot.name, left, options);
    yield* kept.checked;
    const gone: Failed[] = [];
    const regions = regionsOf([...new Set(kept.left.map(({ blob }) => blob))], threads);
    const ordered = kept.left.toSorted((a, b) => regions.turn(a.blob) - regions.turn(b.blob));
    const loaded = withBytes(ordered, reader, () => false, gone);
    yield* pool.check(snapshot.name, loaded, options, regions.of);
    yield* gone;
  }

  return {
    async facts(blobs, reader, progress) {
      const wanted = [...new Set(blobs)];
      const found = new Map(cache.get(wanted).map((facts) => [facts.blob, facts]));
      const missing = wanted.filter((blob) => !found.has(blob));
      const fresh: BlobFacts[] = [];
      for await (const facts of read(missing, reader)) {
        found.set(facts.blob, facts);
        fresh.push(facts);
        progress(found.size, wanted.length);
        if (fresh.length >= CACHE_BATCH) cache.put(cacheable(fresh.splice(0)));
      }
      cache.put(cacheable(fresh));
      return found;
    },

    async suggestions(snapshot, facts, targets, reader, options) {
      const mended: Claim[] = [];
      // Findings stand without a suggestion too.
      for await (const one of check(snapshot, facts, targets, { reader, options }))
        if ('claims' in one) mended.push(...one.claims);
      return mended;
    },

    async claims(snapshot, facts, targets, reader, options) {
      const isAsked = options.only?.size !== 0;
      const judged = targets.filter((target) => isAsked && isJudged(facts.get(target.blob), target));
      const results = new Map<string, Checked>();
      for await (const one of check(snapshot, facts, judged, { reader, options })) results.set(one.path, one);
      return judged.flatMap(({ path }) => {
        const result = results.get(path);
        if (result && 'failed' in result) withdraw(facts, result);
        return result && 'claims' in result ? result.claims : [];
      });
    },

    index: (snapshot, facts) => folder.index(snapshot, facts),

    effort: () => effort,

    async close() {
      await pool.close();
      cache.close();
    },
  };
}

/** What the blob alone decides; a blob that could not be had, or took too long, may fare better next time. */
function cacheable(facts: readonly BlobFacts[]): BlobFacts[] {
  return facts.filter((one) => !('skipped' in one) || one.parsed);
}

/** Generated code is not judged, so its tree is not needed. */
function isJudged(known: BlobFacts | undefined, target: GoBlob): boolean {
  if (!known || 'skipped' in known) return false;
  // Read off the text: quotation marks within the facts' own strings are escaped.
  return target.claimsGenerated === true || !known.json.includes('"generated":true');
}

/** A file that was not judged after all is not covered: the ledger reads these facts when all is done. */
function withdraw(facts: KnownFacts, { blob, failed }: Failed): void {
  if (facts instanceof Map) facts.set(blob, { blob, skipped: `not judged: ${failed}`, parsed: false });
}
