import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceVariables } from '../../config/env.ts';
import {
  hasCredentials,
  type Read,
  readSettings,
  readSetUp,
  type ServiceSettings,
} from '../../config/service-settings.ts';
import { complain, explainFailure } from '../cli/errors.ts';
import { EXIT } from '../cli/exit.ts';
import { openStore } from '../store/open-store.ts';
import { createLog } from '../telemetry/log.ts';
import { CREDENTIALS_FILE, readCredentials } from '../web/credentials.ts';
import { serveSetUp } from '../web/set-up/serve-set-up.ts';
import { startService } from './start-service.ts';
import { untilSignal } from './until-signal.ts';
import { startWork } from './work.ts';

/** Runs the service until a signal ends it. Returns the exit code: 0, or 2 when its settings are no good. */
export async function serve(): Promise<number> {
  try {
    const read = await settle();
    if ('problems' in read) {
      for (const problem of read.problems) complain(problem);
      return EXIT.unusable;
    }
    const { settings } = read;
    const { databaseUrl, dataDir } = settings;
    const log = createLog(settings.logLevel);
    const service = await startService({
      settings,
      openStore: () => openStore(databaseUrl === null ? { dataDir } : { databaseUrl }, { log }),
      startWork,
      log,
    });
    const signal = await untilSignal(process);
    log.info({ signal }, 'stopping; a second signal ends it at once');
    await service.stop();
    log.info('stopped');
    return EXIT.passed;
  } catch (error) {
    return explainFailure(error);
  }
}

/** Settings from the environment and from what the set-up page wrote, which is served first when there are none. */
async function settle(): Promise<Read<ServiceSettings>> {
  const said = serviceVariables({});
  const place = readSetUp(said);
  if ('problems' in place) return hasCredentials(said) ? readSettings(said, readText) : place;
  const file = join(place.settings.dataDir, CREDENTIALS_FILE);
  const variables = async () => serviceVariables(await readCredentials(file));
  if (!hasCredentials(await variables())) await serveSetUp(place.settings, (line) => process.stderr.write(`${line}\n`));
  return readSettings(await variables(), readText);
}

const readText = (path: string) => readFileSync(path, 'utf8');
