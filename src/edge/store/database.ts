import type { Kysely } from 'kysely';
import type { ConstructorOptions } from 'pg-boss';
import type { Tables } from './tables.ts';

/** One SQL database, embedded or served: everything above this line of the code is the same for both. */
export interface Database {
  db: Kysely<Tables>;
  /** How pg-boss reaches the same database. */
  boss: Pick<ConstructorOptions, 'db' | 'connectionString' | 'max' | 'backend'>;
  /** This process is the only one: whatever is marked as running when it starts was left by a dead one. */
  alone: boolean;
  /** What a database server does by itself, and an embedded one leaves to its host. */
  tidy(): Promise<void>;
  /** After everything that uses it has stopped. */
  close(): Promise<void>;
}
