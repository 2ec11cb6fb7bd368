/**
 * A process for tests to kill. Takes deliveries as fast as it can, and does them where it is told to; writes a line for
 * each that was acknowledged (`+ID`), and for each that was done (`-ID`), or begun where none of them ever ends.
 */
import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Intent } from '../../../src/core/intents/intent.ts';
import { openStore, type Store } from '../../../src/edge/store/open-store.ts';
import { SILENT } from './stage.ts';

const { values } = parseArgs({
  options: {
    dataDir: { type: 'string' },
    databaseUrl: { type: 'string' },
    round: { type: 'string', default: '0' },
    work: { type: 'boolean', default: false },
    hang: { type: 'boolean', default: false },
  },
});
const { dataDir, databaseUrl, round } = values;
const store = await openStore(databaseUrl ? { databaseUrl } : { dataDir: dataDir ?? '' }, { log: SILENT });
const say = (line: string) => writeSync(1, `${line}\n`);
say('open');

if (values.work) {
  const done = async (intent: Intent) => {
    if (intent.kind === 'review-head') say(`-${intent.head}`);
    if (values.hang) await new Promise(() => {});
  };
  const handlers = {
    'review-pull': done,
    'stop-review': done,
    'review-head': done,
    'review-merge-group': done,
    'drop-merge-group': done,
    'follow-default-branch': done,
    'forget-installation': done,
  };
  await store.work({ handlers, onDead: () => {}, concurrency: 4, perInstallation: 4 });
}

async function flood({ inbox }: Store, lane: number): Promise<never> {
  for (let number = 0; ; number += 1) {
    const id = `${round}-${lane}-${number}`;
    const repo = { installation: 1, id: 1, owner: 'shop', name: 'orders' };
    await inbox.accept({ id, event: 'check_run.rerequested' }, [
      { kind: 'review-head', repo, head: id, cause: 'check_run.rerequested', full: false },
    ]);
    say(`+${id}`);
  }
}

await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((lane) => flood(store, lane)));
