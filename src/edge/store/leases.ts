import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** Milliseconds without a renewal after which a holder is dead, and what it held another's. */
const LIFE = 30_000;
const RENEWAL = LIFE / 3;
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
    while (!(await this.#take(name, holder))) await sleep(POLL);
    const renewal = setInterval(() => this.#renew(name, holder), RENEWAL);
    try {
      return await work();
    } finally {
      clearInterval(renewal);
      await this.#db.deleteFrom('architect.lease').where('name', '=', name).where('holder', '=', holder).execute();
    }
  }

  /** When the database does not answer, the next renewal may come in time. */
  #renew(name: string, holder: string): void {
    const until = new Date(this.#now().getTime() + LIFE);
    const mine = this.#db.updateTable('architect.lease').set({ until }).where('name', '=', name);
    mine
      .where('holder', '=', holder)
      .execute()
      .catch(() => {});
  }

  async #take(name: string, holder: string): Promise<boolean> {
    const now = this.#now();
    const until = new Date(now.getTime() + LIFE);
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
