import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { openEmbedded } from '../../../src/edge/store/embedded.ts';
import { openStore, type Store, type StoreOptions, type StorePlace } from '../../../src/edge/store/open-store.ts';
import { SILENT } from '../queue/stage.ts';
import { POSTGRES, type PostgresServer, startPostgres } from './postgres-server.ts';

/** Milliseconds for what takes long on a busy machine. */
export const PATIENCE = 60_000;

export interface Places {
  name: string;
  /** A place that nothing was stored in. */
  fresh(): Promise<StorePlace>;
}

/** Runs the suite on the embedded database, and on PostgreSQL where that is installed. */
export function describeStores(suite: (places: Places) => void): void {
  describe('on PGlite', () => {
    const folders: string[] = [];
    afterAll(() => {
      for (const folder of folders) rmSync(folder, { recursive: true });
    });
    suite({
      name: 'PGlite',
      async fresh() {
        const dataDir = await freshFolder();
        folders.push(dataDir);
        return { dataDir };
      },
    });
  });
  describePostgres(suite);
}

/** Several stores on one database need PostgreSQL. */
export function describePostgres(suite: (places: Places) => void): void {
  describe.skipIf(POSTGRES === null)('on PostgreSQL (skipped where it is not installed)', () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgres();
    }, PATIENCE);
    afterAll(() => server.stop());
    suite({ name: 'PostgreSQL', fresh: async () => ({ databaseUrl: await server.newDatabase() }) });
  });
}

/** A folder with an empty database. */
export async function freshFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  cpSync(await emptyFolder(), folder, { recursive: true });
  return folder;
}

/** PGlite takes seconds to make a new folder: one is made for all tests, and kept as long as its version is used. */
export async function emptyFolder(): Promise<string> {
  const { version } = JSON.parse(readFileSync('node_modules/@electric-sql/pglite/package.json', 'utf8'));
  const kept = join(tmpdir(), `go-architect-empty-store-${version}`);
  if (existsSync(kept)) return kept;
  const made = mkdtempSync(join(tmpdir(), 'empty-store-'));
  await (await openEmbedded(made, new Date())).close();
  try {
    renameSync(made, kept);
  } catch {
    // Another test file was faster.
    rmSync(made, { recursive: true });
  }
  return kept;
}

/** One store for all tests of the suite, which therefore use repositories of their own. */
export function sharedStore(places: Places, options: Partial<StoreOptions> = {}): () => Store {
  let store: Store | undefined;
  beforeAll(async () => {
    store = await openStore(await places.fresh(), { log: SILENT, ...options });
  }, PATIENCE);
  afterAll(() => store?.close());
  return () => {
    if (!store) throw new Error('the store did not open');
    return store;
  };
}
