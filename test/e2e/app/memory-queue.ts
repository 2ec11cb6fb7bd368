import type { LastReview } from '../../../src/core/findings/late.ts';
import { type Intent, joined, keyOf } from '../../../src/core/intents/intent.ts';
import type {
  AnnouncedRun,
  Delivery,
  Handlers,
  Inbox,
  Ledger,
  Turn,
  Verdict,
} from '../../../src/pipeline/service-ports.ts';
import { Later } from '../../../src/pipeline/service-ports.ts';

const ATTEMPTS = 5;

/** Inbox, worker and ledger without a database: turns are taken when a test says so, each in its order. */
export class MemoryQueue implements Inbox {
  readonly ledger: Ledger;
  readonly dead: { intent: Intent; error: Error }[] = [];
  readonly #known = new Set<string>();
  readonly #waiting = new Map<string, { intent: Intent; delivery: string }>();
  readonly #running = new Map<string, { fence: number; abort: AbortController }>();
  #fence = 0;

  constructor() {
    this.ledger = memoryLedger(
      (key, fence) => this.#running.get(key)?.fence === fence && !this.#waiting.has(key),
      (key) => this.#waiting.has(key),
    );
  }

  async accept(delivery: Delivery, intents: readonly Intent[]): Promise<'stored' | 'known'> {
    if (this.#known.has(delivery.id)) return 'known';
    this.#known.add(delivery.id);
    for (const intent of intents) {
      const key = keyOf(intent);
      const older = this.#waiting.get(key);
      this.#waiting.set(key, { intent: older ? joined(older.intent, intent) : intent, delivery: delivery.id });
      this.#running.get(key)?.abort.abort();
    }
    return 'stored';
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Takes turns until nothing waits. */
  async drain(handlers: Handlers, onDead: (intent: Intent, error: Error) => Promise<void>): Promise<void> {
    for (let next = this.#take(); next !== null; next = this.#take()) {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const { intent, delivery } = next;
        const abort = new AbortController();
        const fence = ++this.#fence;
        const key = keyOf(intent);
        this.#running.set(key, { fence, abort });
        const turn: Turn = { signal: abort.signal, delivery, fence, attempt, last: attempt === ATTEMPTS };
        const error = await attemptOf(handlers, intent, turn);
        this.#running.delete(key);
        // Whatever it was, something newer is to be done instead.
        if (error === null || this.#waiting.has(key)) break;
        if (error instanceof Later) attempt--;
        else if (turn.last) {
          this.dead.push({ intent, error });
          await onDead(intent, error);
        }
      }
    }
  }

  #take(): { intent: Intent; delivery: string } | null {
    const [first] = this.#waiting;
    if (first === undefined) return null;
    this.#waiting.delete(first[0]);
    return first[1];
  }
}

async function attemptOf(handlers: Handlers, intent: Intent, turn: Turn): Promise<Error | null> {
  try {
    const handler = handlers[intent.kind] as (intent: Intent, turn: Turn) => Promise<void>;
    await handler(intent, turn);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function memoryLedger(isCurrent: (key: string, fence: number) => boolean, isWaiting: (key: string) => boolean): Ledger {
  const verdicts = new Map<string, Verdict>();
  const checks = new Map<string, AnnouncedRun | 'unknown'>();
  const announced = new Map<string, number | null>();
  const configs = new Map<number, string>();
  const reviews = new Map<string, LastReview>();
  return {
    isCurrent: async (key, fence) => isCurrent(key, fence),
    isWaiting: async (key) => isWaiting(key),
    noteCheck: async (_, repo, head) => {
      const known = checks.get(`${repo}/${head}`) ?? 'none';
      if (known === 'none') checks.set(`${repo}/${head}`, 'unknown');
      return known;
    },
    keepAnnounced: async (repo, head, pull, run) => {
      checks.set(`${repo}/${head}`, run ?? 'unknown');
      announced.set(`${repo}/${head}`, pull);
    },
    dropAnnounced: async (repo, head) => {
      checks.set(`${repo}/${head}`, 'unknown');
      announced.delete(`${repo}/${head}`);
    },
    announcedElsewhere: async (repo, pull, head) =>
      [...announced].flatMap(([key, own]) => {
        const [, commit = ''] = key.split('/');
        return key.startsWith(`${repo}/`) && own === pull && commit !== head ? [commit] : [];
      }),
    lastReview: async (repo, pull) => reviews.get(`${repo}/${pull}`) ?? null,
    keepReview: async ({ id }, pull, review) => {
      reviews.set(`${id}/${pull}`, review);
    },
    noteConfig: async (_, repo, blob) => {
      const known = configs.get(repo);
      configs.set(repo, blob);
      return known !== blob;
    },
    exclusively: (_, work) => work(),
    record: async (verdict) => {
      verdicts.set(`${verdict.repo}/${verdict.pull}`, verdict);
    },
    verdictOf: async (repo, pull) => verdicts.get(`${repo}/${pull}`) ?? null,
    verdicts: async (repo, head) =>
      [...verdicts.values()]
        .filter((one) => one.repo === repo && one.head === head)
        .toSorted((a, b) => a.pull - b.pull),
    forgetPull: async (repo, pull) => {
      verdicts.delete(`${repo}/${pull}`);
    },
    forget: async () => verdicts.clear(),
  };
}
