import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Ledger, Verdict } from '../../pipeline/service-ports.ts';
import type { Tables, VerdictRow } from './tables.ts';

const Conclusion = z.enum(['success', 'failure', 'neutral', 'action_required']);

export function sqlLedger(db: Kysely<Tables>): Ledger {
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

    async record(verdict) {
      const row = rowOf(verdict);
      await db
        .insertInto('architect.verdict')
        .values(row)
        .onConflict((known) => known.columns(['repo', 'pull']).doUpdateSet(row))
        .execute();
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
      await db.deleteFrom('architect.verdict').where('repo', '=', repo).where('pull', '=', pull).execute();
    },

    async forget(installation, repos) {
      if (repos?.length === 0) return;
      await db
        .deleteFrom('architect.verdict')
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
