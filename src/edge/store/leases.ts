import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** What is held longer is taken from a holder that died. Milliseconds. */
const LONGEST = 120_000;
const POLL = 250;

/** Lets one piece of work for a name go on at a time: in this process by waiting in line, over all of them by a row. */
export class Leases {
  readonly #db: Kysely<Tables>;
  readonly #now: () => Date;
  readonly #lines = new Map<string, Promise<unknown>>();

  constructor(db: Kysely<Tables>, now: () => Date) {
    this.#db = db;
    this.#now = now;
  }

  async hold<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#lines.get(name) ?? Promise.resolve();
    const turn = before.then(() => this.#alone(name, work));
    const over = turn.catch(() => {});
    this.#lines.set(name, over);
    try {
      return await turn;
    } finally {
      if (this.#lines.get(name) === over) this.#lines.delete(name);
    }
  }

  async #alone<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const holder = randomUUID();
    while (!(await this.#take(name, holder))) await setTimeout(POLL);
    try {
      return await work();
    } finally {
      await this.#db.deleteFrom('architect.lease').where('name', '=', name).where('holder', '=', holder).execute();
    }
  }

  async #take(name: string, holder: string): Promise<boolean> {
    const now = this.#now();
    const until = new Date(now.getTime() + LONGEST);
    const taken = await this.#db
      .insertInto('architect.lease')
      .values({ name, holder, until })
      .onConflict((known) =>
        known.column('name').doUpdateSet({ holder, until }).where(sql<boolean>`architect.lease.until < ${now}`),
      )
      .returning('holder')
      .executeTakeFirst();
    return taken !== undefined;
  }
}
