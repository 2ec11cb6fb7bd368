import type { Clock, Job, PgBoss } from 'pg-boss';
import type { Intent } from '../../core/intents/intent.ts';
import { type Handlers, Later, type Turn, type Worker, type WorkOptions } from '../../pipeline/service-ports.ts';
import { DEAD, HEARTBEAT, type Ticket, TURNS } from './boss.ts';
import type { QueueContext } from './context.ts';
import { workOnDead } from './dead.ts';
import type { Traffic } from './traffic.ts';
import { type Begun, begin, end, type Outcome } from './turn.ts';

/** Seconds between looks for work that nobody was woken for: retries that come due, jobs of dead replicas. */
const POLL = 2;
/** Milliseconds that an aborted turn has to end by itself. */
const LAST_WORDS = 2_000;

interface Running {
  turn: Begun;
  controller: AbortController;
}

/** The turns under way in this process. */
export class Turns {
  readonly #running = new Map<string, Running>();
  /** What is being begun, done or ended. */
  readonly #busy = new Set<Promise<void>>();
  readonly #context: QueueContext;
  readonly #traffic: Traffic;
  #stopping = false;

  constructor(context: QueueContext, traffic: Traffic) {
    this.#context = context;
    this.#traffic = traffic;
  }

  /** Does the job's turn. Rejects only when the database fails: pg-boss tries again then. */
  async take(job: Job<Ticket>, handlers: Handlers): Promise<void> {
    const taken = this.#take(job, handlers);
    this.#busy.add(taken);
    await taken.finally(() => this.#busy.delete(taken));
  }

  async #take(job: Job<Ticket>, handlers: Handlers): Promise<void> {
    await this.#traffic.lull();
    const turn = await begin(this.#context, job);
    if (!turn) return;
    if (this.#stopping) return await end(this.#context, turn, { kind: 'later', at: null });
    const controller = new AbortController();
    const running = { turn, controller };
    this.#running.set(job.data.key, running);
    try {
      await this.#finish(turn, AbortSignal.any([job.signal, controller.signal]), handlers);
    } finally {
      if (this.#running.get(job.data.key) === running) this.#running.delete(job.data.key);
    }
  }

  async #finish(turn: Begun, signal: AbortSignal, handlers: Handlers): Promise<void> {
    const { log } = this.#context;
    const about = { key: turn.job.data.key, kind: turn.intent.kind, fence: turn.fence, delivery: turn.delivery };
    log.debug({ ...about, attempt: turn.attempt }, 'a turn begins');
    const outcome = await attempt(turn, signal, handlers);
    if (outcome.kind === 'failed' && !signal.aborted)
      log.warn({ ...about, attempt: turn.attempt, error: outcome.error.message }, 'a turn failed');
    await end(this.#context, turn, outcome);
    log.debug({ ...about, outcome: outcome.kind }, 'a turn ended');
  }

  /** Turns that something newer made useless end soon. */
  supersede(keys: readonly string[]): void {
    for (const key of keys) this.#running.get(key)?.controller.abort(new Error('something newer was asked for'));
  }

  /** What other replicas were told: the database knows. */
  async lookForSuperseded(): Promise<void> {
    if (this.#running.size === 0) return;
    const rows = await this.#context.db
      .selectFrom('architect.work')
      .select(['key', 'fence'])
      .where('superseded', '=', true)
      .where('key', 'in', [...this.#running.keys()])
      .execute();
    this.supersede(rows.filter(({ key, fence }) => this.#running.get(key)?.turn.fence === fence).map(({ key }) => key));
  }

  /** Lets the turns end within `grace` milliseconds; what has not ended then is aborted and handed back. */
  async stop(grace: number): Promise<void> {
    this.#stopping = true;
    await this.#within(grace);
    for (const { controller } of this.#running.values()) controller.abort(new ServiceStops());
    await this.#within(LAST_WORDS);
    for (const { turn } of this.#running.values()) await end(this.#context, turn, { kind: 'later', at: null });
  }

  async #within(milliseconds: number): Promise<void> {
    await within(this.#context.clock, milliseconds, Promise.allSettled(this.#busy));
  }
}

/** Waits for the work, but no longer than this. */
async function within(clock: Clock, milliseconds: number, work: Promise<unknown>): Promise<void> {
  const { promise: timeout, resolve } = Promise.withResolvers<void>();
  const timer = clock.setTimeout(resolve, milliseconds);
  await Promise.race([work, timeout]);
  clock.clearTimeout(timer);
}

class ServiceStops extends Error {
  constructor() {
    super('the service stops');
  }
}

async function attempt(turn: Begun, signal: AbortSignal, handlers: Handlers): Promise<Outcome> {
  const { fence, attempt, last, delivery } = turn;
  try {
    await dispatch(handlers, turn.intent, { signal, fence, attempt, last, delivery });
    return { kind: 'done' };
  } catch (error) {
    if (error instanceof Later) return { kind: 'later', at: error.at };
    // It could not know that it would be stopped: that is no failure of its own.
    if (signal.reason instanceof ServiceStops) return { kind: 'later', at: null };
    return { kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) };
  }
}

function dispatch(handlers: Handlers, intent: Intent, turn: Turn): Promise<void> {
  switch (intent.kind) {
    case 'review-pull':
      return handlers['review-pull'](intent, turn);
    case 'stop-review':
      return handlers['stop-review'](intent, turn);
    case 'review-head':
      return handlers['review-head'](intent, turn);
    case 'review-merge-group':
      return handlers['review-merge-group'](intent, turn);
    case 'drop-merge-group':
      return handlers['drop-merge-group'](intent, turn);
    case 'follow-default-branch':
      return handlers['follow-default-branch'](intent, turn);
    case 'forget-installation':
      return handlers['forget-installation'](intent, turn);
  }
}

/** Takes turns until it is stopped: many at once, but only some of one installation. */
export async function startWorker(context: QueueContext, turns: Turns, options: WorkOptions): Promise<Worker> {
  const { boss, clock, log } = context;
  await boss.work<Ticket>(
    TURNS,
    {
      localConcurrency: options.concurrency,
      localGroupConcurrency: options.perInstallation,
      heartbeatRefreshSeconds: HEARTBEAT,
      pollingIntervalSeconds: POLL,
      notifyPollingIntervalSeconds: POLL,
    },
    async ([job]) => {
      if (!job) return;
      await turns.take(job, options.handlers);
      lookForMore(boss);
    },
  );
  await workOnDead(context, options.onDead, POLL);
  const watch = clock.setInterval(() => {
    turns.lookForSuperseded().catch((error: Error) => log.warn({ error: error.message }, 'cannot look for newer work'));
  }, HEARTBEAT * 1000);
  return {
    async stop(grace) {
      clock.clearInterval(watch);
      const off = Promise.all([TURNS, DEAD].map((name) => boss.offWork(name)));
      await turns.stop(grace);
      await within(clock, LAST_WORDS, off);
    },
  };
}

/** Between two jobs pg-boss's workers rest, unless they were woken: whoever has one looks for the next at once. */
function lookForMore(boss: PgBoss): void {
  for (const { id, name, count } of boss.getWipData()) if (name === TURNS && count > 0) boss.notifyWorker(id);
}
