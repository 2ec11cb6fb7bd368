import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Log } from '../../pipeline/service-ports.ts';
import type { Database } from './database.ts';
import { StoreError } from './errors.ts';
import type { Tables } from './tables.ts';

/** Of the pool for the store's own statements and of the pool for the queue's. */
const CONNECTIONS = 5;
/** Milliseconds. GitHub waits 10 s for the answer to a delivery. */
const PATIENCE = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 20_000,
  idle_in_transaction_session_timeout: 20_000,
};

/**
 * A PostgreSQL server, shared by any number of replicas.
 *
 * @throws StoreError when it cannot be reached
 */
export async function openPostgres(url: string, log: Log): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    application_name: 'go-architect',
    ...PATIENCE,
    types: { getTypeParser },
  });
  // A connection that breaks while nobody uses it: the pool makes another one.
  pool.on('error', (error) => log.warn({ error: error.message }, 'the database closed an idle connection'));
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    throw new StoreError(`cannot use the PostgreSQL database of DATABASE_URL: ${reason(error)}`, {
      retryable: true,
      cause: error,
    });
  }
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    boss: { connectionString: url, max: CONNECTIONS, backend: 'postgres' },
    alone: false,
    tidy: async () => {},
    close: () => db.destroy(),
  };
}

/** Numbers of 64 bits are ids and fences here, all far below 2^53, where pg would give strings. */
function getTypeParser(id: number, format?: 'text' | 'binary') {
  return id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format ?? 'text');
}

/** `connect ECONNREFUSED 127.0.0.1:5432`; of several tried addresses the first. */
function reason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reason(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
