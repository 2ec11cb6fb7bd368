import { type Announcement, subjectOf } from '../../core/intents/announcement.ts';
import { within } from './within.ts';

/** At once: whatever else asks GitHub or the database has more to do. */
const CONCURRENCY = 2;

export interface Announcer {
  /** Returns at once; of two for one pull request that wait the newer one is done. */
  announce(announcement: Announcement): void;
  /** Forgets what waits; what is under way has `grace` milliseconds to end. */
  stop(grace: number): Promise<void>;
}

export interface AnnouncerParts {
  /** Resolves when no webhook has to be answered first. */
  lull(): Promise<void>;
  announce(announcement: Announcement): Promise<void>;
  failed(error: unknown): void;
}

/** Announces verdicts beside the queue, so that the check of a commit says so however long its turn must wait. */
export function announcer({ lull, announce, failed }: AnnouncerParts): Announcer {
  const waiting = new Map<string, Announcement>();
  const underWay = new Set<Promise<void>>();
  return {
    announce(announcement) {
      waiting.set(subjectOf(announcement), announcement);
      if (underWay.size < CONCURRENCY) begin();
    },
    async stop(grace) {
      waiting.clear();
      await within(grace, Promise.all(underWay));
    },
  };

  function begin(): void {
    const work = doAll().then(() => {
      underWay.delete(work);
      // What came in between.
      if (waiting.size > 0 && underWay.size < CONCURRENCY) begin();
    });
    underWay.add(work);
  }

  async function doAll(): Promise<void> {
    for (const key of waiting.keys()) {
      await lull();
      const newest = waiting.get(key);
      if (waiting.delete(key) && newest) await announce(newest).catch(failed);
    }
  }
}
