import fc from 'fast-check';
import { TestClock } from 'pg-boss';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Intent, keyOf } from '../../../src/core/intents/intent.ts';
import { startBoss, type Ticket, TURNS } from '../../../src/edge/queue/boss.ts';
import type { QueueContext } from '../../../src/edge/queue/context.ts';
import { sqlInbox } from '../../../src/edge/queue/inbox.ts';
import { type Begun, begin, end } from '../../../src/edge/queue/turn.ts';
import type { Database } from '../../../src/edge/store/database.ts';
import { openEmbedded } from '../../../src/edge/store/embedded.ts';
import { migrate } from '../../../src/edge/store/migrate.ts';
import { openPostgres } from '../../../src/edge/store/postgres.ts';
import type { Inbox } from '../../../src/pipeline/service-ports.ts';
import { describeStores, PATIENCE } from '../store/places.ts';
import { newDelivery, newRepo, reviewHead } from './asks.ts';
import { SILENT } from './stage.ts';

/** What may happen, to the keys 0 to 2. */
const Step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('accept' as const), key: fc.nat(2), full: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('begin' as const), key: fc.nat(2) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('done' as const, 'failed' as const, 'later' as const), key: fc.nat(2) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), key: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
);
type Step = typeof Step extends fc.Arbitrary<infer Value> ? Value : never;

/** Orders of events that chance seldom finds. */
const CASES: Step[][] = [
  // What a dead turn was to do is joined with what came after, before and while it backs off.
  [accept(true), { do: 'begin', key: 0 }, { do: 'crash', key: 0 }, accept(false)],
  [accept(true), { do: 'begin', key: 0 }, accept(false), { do: 'crash', key: 0 }, { do: 'begin', key: 0 }],
  [accept(true), { do: 'begin', key: 0 }, { do: 'failed', key: 0 }, accept(false), { do: 'begin', key: 0 }],
  [accept(true), { do: 'begin', key: 0 }, { do: 'later', key: 0 }, accept(false), { do: 'begin', key: 0 }],
  // So it is after its last attempt.
  [accept(true), ...Array.from({ length: 5 }, () => die()).flat(), accept(false), { do: 'begin', key: 0 }],
];

function accept(full: boolean): Step {
  return { do: 'accept', key: 0, full };
}

function die(): Step[] {
  return [{ do: 'wait' }, { do: 'begin', key: 0 }, { do: 'crash', key: 0 }];
}

/** What a key should be like. */
interface Expected {
  head: string;
  /** The newest that was accepted, and whether any that is not done asked for all of it. */
  open: { newest: string; full: boolean } | null;
  running: { turn: Begun; covers: { newest: string; full: boolean } } | null;
  /** The last attempt failed, and whether it was to do all: what is accepted next takes it along. */
  dead: { full: boolean } | null;
}

describeStores((places) => {
  const clock = new TestClock(Date.now());
  let database: Database;
  let context: QueueContext;
  let inbox: Inbox;
  beforeAll(async () => {
    const place = await places.fresh();
    database =
      'dataDir' in place
        ? await openEmbedded(place.dataDir, new Date())
        : await openPostgres(place.databaseUrl, SILENT);
    await migrate(database.db);
    context = { db: database.db, boss: await startBoss(database, clock, SILENT, 1800), clock, log: SILENT };
    inbox = sqlInbox(context, () => {});
  }, PATIENCE);
  afterAll(async () => {
    await context.boss.stop({ graceful: false });
    await database.close();
  });

  test('whatever happens, a key has one turn at a time, and nothing that was accepted is lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(Step, { maxLength: 25 }), async (steps) => {
        const repo = newRepo();
        const keys: Expected[] = ['a', 'b', 'c'].map((head) => ({ head, open: null, running: null, dead: null }));
        let asked = 0;

        /** Begins whatever is due; the model says which of it may be. */
        async function beginAll(): Promise<void> {
          for (;;) {
            const [job] = await context.boss.fetch<Ticket>(TURNS);
            if (!job) return;
            const turn = await begin(context, job);
            if (!turn) continue;
            const key = keys.find(({ head }) => keyOf(reviewHead(repo, head)) === job.data.key);
            if (!key) throw new Error('a turn of an earlier run');
            expect(key.running, 'two turns of one key').toBeNull();
            expect(key.open, 'a turn without work').not.toBeNull();
            if (!key.open) return;
            expect(summary(turn.intent)).toEqual(key.open);
            key.running = { turn, covers: key.open };
            key.open = null;
          }
        }

        async function run(step: Step): Promise<void> {
          // Without a sign of life its turn would be somebody else's.
          if (step.do === 'wait') return keys.some(({ running }) => running) ? undefined : await wait();
          const key = keys[step.key];
          if (!key) return;
          if (step.do === 'accept') {
            asked += 1;
            const cause = String(asked);
            await inbox.accept(newDelivery(), [{ ...reviewHead(repo, key.head, step.full), cause }]);
            key.open = { newest: cause, full: step.full || (key.open ?? key.dead)?.full === true };
            key.dead = null;
            return;
          }
          if (step.do === 'begin') return await beginAll();
          if (!key.running) return;
          const { turn, covers } = key.running;
          key.running = null;
          if (step.do === 'crash') await context.boss.fail(TURNS, turn.job.id, { message: 'job heartbeat timeout' });
          else await end(context, turn, outcome(step.do));
          if (step.do === 'done') return;
          // What was not done is joined with what came since, unless it was the last attempt.
          if (key.open) key.open.full ||= covers.full;
          else if (step.do === 'later' || !turn.last) key.open = covers;
          else key.dead = covers;
        }

        for (const step of steps) await run(step);
        // All that is open gets done in the end, whatever backs off.
        for (let round = 0; round < 3; round += 1) {
          for (const index of keys.keys()) await run({ do: 'done', key: index });
          await wait();
          await beginAll();
        }
        expect(keys.map(({ open, running }) => ({ open, running }))).toEqual(
          keys.map(() => ({ open: null, running: null })),
        );
      }),
      { numRuns: 15, examples: CASES.map((steps) => [steps]) },
    );
  });

  /** Until nothing backs off any more. */
  async function wait(): Promise<void> {
    await clock.setTime(clock.now() + 3600_000);
    await clock.tick(0);
  }

  function outcome(kind: 'done' | 'failed' | 'later') {
    if (kind === 'failed') return { kind, error: new Error('no') };
    if (kind === 'later') return { kind, at: new Date(clock.now() + 60_000) };
    return { kind };
  }
});

function summary(intent: Intent) {
  return intent.kind === 'review-head' ? { newest: intent.cause, full: intent.full } : null;
}
