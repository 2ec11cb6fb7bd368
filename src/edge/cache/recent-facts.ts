import type { BlobFacts } from '../../core/go/analysed.ts';
import type { FactsCache } from './facts-cache.ts';

/** The facts that the last review asked for, in memory: what else is known of them stays with them. */
export class RecentFacts {
  private before: ReadonlyMap<string, BlobFacts> = new Map();
  private asked = new Map<string, BlobFacts>();

  /** A new review begins: what the last one asked for is kept until the next one begins. */
  over(cache: FactsCache): FactsCache {
    this.before = this.asked;
    this.asked = new Map();
    const remember = (facts: readonly BlobFacts[]) => {
      for (const one of facts) this.asked.set(one.blob, one);
      return facts;
    };
    return {
      get: (blobs) => {
        const known = blobs.flatMap((blob) => this.asked.get(blob) ?? this.before.get(blob) ?? []);
        const found = new Set(remember(known).map(({ blob }) => blob));
        return [...known, ...remember(cache.get(blobs.filter((blob) => !found.has(blob))))];
      },
      put: (facts) => {
        remember(facts);
        cache.put(facts);
      },
      memory: cache.memory,
      close: () => cache.close(),
    };
  }
}
