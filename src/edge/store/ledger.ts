import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { StoredFinding } from '../../core/findings/stored.ts';
import type { Ledger, Verdict } from '../../pipeline/service-ports.ts';
import { Leases } from './leases.ts';
import type { Tables, VerdictRow } from './tables.ts';

const LastReview = z.object({
  base: z.string(),
  fingerprints: z.array(z.string()),
  late: z.array(z.string()),
  blobs: z.record(z.string(), z.string().nullable()),
  model: z.object({ judged: z.boolean(), findings: z.array(StoredFinding) }).exactOptional(),
});
const Announced = z.object({ run: z.object({ id: z.number(), url: z.string().nullable() }).nullable() });
const Conclusion = z.enum(['success', 'failure', 'neutral', 'action_required', 'cancelled']);

export function sqlLedger(db: Kysely<Tables>, now: () => Date): Ledger {
  const leases = new Leases(db, now);
  return {
    async isCurrent(key, fence) {
      const row = await db
        .selectFrom('architect.work')
        .select('key')
        .where('key', '=', key)
        .where('fence', '=', fence)
        .where('running', 'is not', null)
        .where('superseded', '=', false)
        .executeTakeFirst();
      return row !== undefined;
    },

    async isWaiting(key) {
      const row = await db
        .selectFrom('architect.work')
        .select('key')
        .where('key', '=', key)
        .where('waiting', 'is not', null)
        .executeTakeFirst();
      return row !== undefined;
    },

    async noteCheck(installation, repo, head) {
      const noted = await db
        .insertInto('architect.checked')
        .values({ installation, repo, head, at: now(), announced: null })
        .onConflict((known) => known.columns(['repo', 'head']).doNothing())
        .returning('head')
        .executeTakeFirst();
      if (noted !== undefined) return 'none';
      const row = await db
        .selectFrom('architect.checked')
        .select('announced')
        .where('repo', '=', repo)
        .where('head', '=', head)
        .executeTakeFirst();
      return row?.announced ? (Announced.parse(row.announced).run ?? 'unknown') : 'unknown';
    },

    async dropAnnounced(repo, head) {
      await db
        .updateTable('architect.checked')
        .set({ announced: null })
        .where('repo', '=', repo)
        .where('head', '=', head)
        .execute();
    },

    async keepAnnounced(repo, head, pull, run) {
      await db
        .updateTable('architect.checked')
        .set({ announced: JSON.stringify({ pull, run }) })
        .where('repo', '=', repo)
        .where('head', '=', head)
        .execute();
    },

    async announcedElsewhere(repo, pull, head) {
      const rows = await db
        .selectFrom('architect.checked')
        .select('head')
        .where('repo', '=', repo)
        .where(sql<boolean>`(announced->>'pull')::integer = ${pull}`)
        .$if(head !== null, (some) => some.where('head', '<>', head ?? ''))
        .execute();
      return rows.map((row) => row.head);
    },

    async lastReview(repo, pull) {
      const row = await db
        .selectFrom('architect.review')
        .select('body')
        .where('repo', '=', repo)
        .where('pull', '=', pull)
        .executeTakeFirst();
      return row ? LastReview.parse(row.body) : null;
    },

    async keepReview({ installation, id }, pull, review) {
      const body = JSON.stringify(review);
      await db
        .insertInto('architect.review')
        .values({ installation, repo: id, pull, body })
        .onConflict((known) => known.columns(['repo', 'pull']).doUpdateSet({ installation, body }))
        .execute();
    },

    async noteConfig(installation, repo, blob) {
      const noted = await db
        .insertInto('architect.config')
        .values({ installation, repo, blob })
        .onConflict((known) =>
          known.column('repo').doUpdateSet({ installation, blob }).where('architect.config.blob', '<>', blob),
        )
        .returning('blob')
        .executeTakeFirst();
      return noted !== undefined;
    },

    exclusively: (name, work) => leases.hold(name, work),

    async record(verdict) {
      const row = rowOf(verdict);
      await db
        .insertInto('architect.verdict')
        .values(row)
        .onConflict((known) => known.columns(['repo', 'pull']).doUpdateSet(row))
        .execute();
    },

    async verdictOf(repo, pull) {
      const row = await db
        .selectFrom('architect.verdict')
        .selectAll()
        .where('repo', '=', repo)
        .where('pull', '=', pull)
        .executeTakeFirst();
      return row ? verdictOf(row) : null;
    },

    async verdicts(repo, head) {
      const rows = await db
        .selectFrom('architect.verdict')
        .selectAll()
        .where('repo', '=', repo)
        .where('head', '=', head)
        .orderBy('pull')
        .execute();
      return rows.map(verdictOf);
    },

    async forgetPull(repo, pull) {
      for (const table of ['architect.verdict', 'architect.review'] as const)
        await db.deleteFrom(table).where('repo', '=', repo).where('pull', '=', pull).execute();
    },

    async forget(installation, repos) {
      if (repos?.length === 0) return;
      for (const table of ['architect.verdict', 'architect.review', 'architect.checked', 'architect.config'] as const)
        await db
          .deleteFrom(table)
          .where('installation', '=', installation)
          .$if(repos !== null, (some) => some.where('repo', 'in', repos ?? []))
          .execute();
    },
  };
}

function rowOf({ baseRef, ...same }: Verdict): VerdictRow {
  return { ...same, base_ref: baseRef };
}

function verdictOf({ base_ref, conclusion, ...same }: VerdictRow): Verdict {
  return { ...same, baseRef: base_ref, conclusion: Conclusion.parse(conclusion) };
}
