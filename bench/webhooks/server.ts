/** One of the servers that `bench/webhooks.ts` compares, in a process of its own. Sends its port to its parent. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { Probot } from 'probot';
import { z } from 'zod';
import { readSettings, WEBHOOK_PATH } from '../../src/config/service-settings.ts';
import { startService } from '../../src/edge/service/start-service.ts';
import { startWork } from '../../src/edge/service/work.ts';
import { openStore } from '../../src/edge/store/open-store.ts';
import { createLog } from '../../src/edge/telemetry/log.ts';
import { createMetrics } from '../../src/edge/telemetry/metrics.ts';
import { openDoor } from '../../src/edge/webhook/door.ts';
import { loadProbot } from '../../src/edge/webhook/load-probot.ts';
import { SECRET } from './delivery.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

/** Answers at once and stores nothing. */
async function bare(): Promise<number> {
  const log = createLog('silent');
  const probot = new Probot({ appId: 1, privateKey, secret: SECRET, log });
  await probot.load((app) => app.on('pull_request', () => {}));
  const middleware = await probot.getNodeMiddleware({ path: WEBHOOK_PATH, log });
  const server = createServer((request, response) => void middleware(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

/** The service's door before a store: in a folder, at an address, or in memory. */
async function door(place: string): Promise<number> {
  const log = createLog('silent');
  const metrics = createMetrics();
  const known = new Set<string>();
  const memory = {
    async accept({ id }: { id: string }) {
      if (known.has(id)) return 'known' as const;
      known.add(id);
      return 'stored' as const;
    },
  };
  const store =
    place === 'memory'
      ? null
      : await openStore(place.startsWith('postgres') ? { databaseUrl: place } : { dataDir: place }, { log });
  const settings = {
    app: { id: 1, privateKey, webhookSecret: SECRET, slug: null },
    github: { apiUrl: 'http://127.0.0.1:9', url: 'http://127.0.0.1:9' },
    isAllowed: () => true,
    port: 0,
    host: '127.0.0.1',
    metrics: null,
  };
  const inbox = store?.inbox ?? memory;
  const probot = await loadProbot({
    settings,
    inbox,
    botLogin: () => null,
    announce: () => {},
    log,
    count: metrics.delivered,
  });
  return (await openDoor({ settings, probot, checks: {}, log, metrics })).port;
}

/** All of the service, which reviews what it is told of. */
async function service(place: string, github: z.infer<typeof GitHub>): Promise<number> {
  const postgres = place.startsWith('postgres');
  const read = readSettings(
    {
      APP_ID: String(github.app.id),
      PRIVATE_KEY: github.app.privateKey,
      WEBHOOK_SECRET: SECRET,
      ALLOWED_OWNERS: '*',
      GITHUB_API_URL: github.apiUrl,
      PORT: '0',
      HOST: '127.0.0.1',
      METRICS_PORT: 'off',
      DATA_DIR: postgres ? tmpdir() : place,
      ...(postgres && { DATABASE_URL: place }),
    },
    () => '',
  );
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const { settings } = read;
  const log = createLog('silent');
  const { dataDir, databaseUrl } = settings;
  const where = databaseUrl === null ? { dataDir } : { databaseUrl };
  return (await startService({ settings, openStore: () => openStore(where, { log }), startWork, log })).port;
}

const GitHub = z.object({ apiUrl: z.string(), app: z.object({ id: z.number(), privateKey: z.string() }) });
const [place = 'bare', github] = process.argv.slice(2);
const start = github === undefined ? door : (at: string) => service(at, GitHub.parse(JSON.parse(github)));
process.send?.({ port: place === 'bare' ? await bare() : await start(place) });
