import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { type Limits, overBudget, type Spending } from '../model/spending.ts';
import type { Tables } from './tables.ts';

const SCOPES = ['review', 'pull', 'month'] as const;

/**
 * Costs in the database, one row for each request to the model. Replicas set aside one after the other for a
 * repository. What a process that died had set aside stays so: it may have been billed.
 */
export function sqlSpending(db: Kysely<Tables>, now: () => Date): Spending {
  return {
    async reserve({ installation, repo, pull, review }, limits, mostUsd) {
      const id = randomUUID();
      const at = now();
      await db.transaction().execute(async (tx) => {
        await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`architect model ${repo}`}, 0))`.execute(tx);
        const spent = await spentOf(tx, { repo, pull, review }, monthOf(at));
        for (const scope of SCOPES)
          if (spent[scope] + mostUsd > limits[scope]) throw overBudget(scope, spent[scope], limits[scope]);
        await tx
          .insertInto('architect.model_call')
          .values({ id, installation, repo, pull, review, at, reserved: mostUsd })
          .execute();
      });
      return {
        async settle({ model, tokens, costUsd, outcome }) {
          const { input, output, cacheWrite, cacheRead } = tokens;
          await db
            .updateTable('architect.model_call')
            .set({ model, outcome, cost: costUsd, input, output, cache_write: cacheWrite, cache_read: cacheRead })
            .where('id', '=', id)
            .execute();
        },
      };
    },
  };
}

/** USD spent or set aside, by budget. */
async function spentOf(
  tx: Kysely<Tables>,
  { repo, pull, review }: { repo: number; pull: number | null; review: string },
  month: Date,
): Promise<Limits> {
  const usd = sql<number>`coalesce(cost, reserved)`;
  const sum = (which: ReturnType<typeof sql<boolean>>) =>
    sql<number>`coalesce(sum(${usd}) FILTER (WHERE ${which}), 0)::double precision`;
  const row = await tx
    .selectFrom('architect.model_call')
    .select([
      sum(sql<boolean>`review = ${review}::uuid`).as('review'),
      sum(sql<boolean>`pull = ${pull}::integer`).as('pull'),
      sum(sql<boolean>`at >= ${month}::timestamptz`).as('month'),
    ])
    .where('repo', '=', repo)
    .executeTakeFirstOrThrow();
  return row;
}

/** Its first moment, UTC. */
function monthOf(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth()));
}
