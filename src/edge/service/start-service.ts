import type { Logger } from 'pino';
import type { Probot } from 'probot';
import type { ServiceSettings } from '../../config/service-settings.ts';
import type { Announcement } from '../../core/intents/announcement.ts';
import type { Worker } from '../../pipeline/service-ports.ts';
import type { Store } from '../store/open-store.ts';
import { countQueue, createMetrics, type Metrics } from '../telemetry/metrics.ts';
import { readManifest } from '../web/manifest.ts';
import { openDoor } from '../webhook/door.ts';
import { loadProbot } from '../webhook/load-probot.ts';
import { checkRegistration } from '../webhook/registration.ts';

/** Together below the 30 s that Kubernetes waits between asking and killing. */
const GRACE_MS = { webhooks: 9_000, work: 15_000 };

/** What starting and stopping needs of a store. */
type Storage = Pick<Store, 'inbox' | 'counts' | 'ping' | 'close'>;

/** What a worker works with. */
export interface WorkParts<Kept extends Storage = Store> {
  settings: ServiceSettings;
  store: Kept;
  /** Makes octokits: `probot.auth(installation)`. */
  probot: Probot;
  log: Logger;
  metrics: Metrics;
}

/** What is done for webhooks that were stored. */
export interface Work extends Worker {
  announce(announcement: Announcement): void;
}

export interface ServiceOptions<Kept extends Storage> {
  settings: ServiceSettings;
  openStore(): Promise<Kept>;
  startWork(parts: WorkParts<Kept>): Promise<Work>;
  log: Logger;
  /** Milliseconds that a stop waits for webhooks, and then for work under way. */
  graceMs?: { webhooks: number; work: number };
}

export interface Service {
  port: number;
  metricsPort: number | null;
  /** Takes no webhooks any more, answers those under way, ends or hands back the work under way, closes the store. */
  stop(): Promise<void>;
}

/** Starts the service from the inside out. What was started is ended again when the rest cannot be. */
export async function startService<Kept extends Storage>(options: ServiceOptions<Kept>): Promise<Service> {
  const { settings, log, graceMs = GRACE_MS } = options;
  const metrics = createMetrics();
  const ends: [string, () => Promise<void>][] = [];
  const stop = () => endAll(ends.toReversed(), log);
  try {
    let slug = settings.app.slug;
    let worker: Work | null = null;
    const store = await options.openStore();
    ends.push(['store', () => store.close()]);
    countQueue(metrics.registry, () => store.counts());
    const probot = await loadProbot({
      settings,
      inbox: store.inbox,
      botLogin: () => slug && `${slug}[bot]`,
      announce: (announcement) => worker?.announce(announcement),
      log,
      count: metrics.delivered,
    });
    const limits = { graceMs: graceMs.webhooks };
    const checks = { store: () => store.ping() };
    const work = await options.startWork({ settings, store, probot, log, metrics });
    worker = work;
    ends.push(['worker', () => work.stop(graceMs.work)]);
    const door = await openDoor({ settings, probot, checks, log, metrics, limits });
    ends.push(['webhooks', () => door.closeWebhooks()]);
    // Last of all, so that the stop can be watched.
    ends.unshift(['metrics', () => door.close()]);
    const registration = { octokit: await probot.auth(), manifest: readManifest(), hookUrl: settings.hookUrl, log };
    checkRegistration(registration).then(
      (found) => {
        slug = found ?? slug;
      },
      (err: unknown) => log.error({ err }, 'the registration was not checked'),
    );
    const { port, metricsPort } = door;
    log.info({ port, metricsPort }, 'the service takes webhooks');
    return { port, metricsPort, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** In this order, each whether or not the one before it could be ended. */
async function endAll(ends: readonly (readonly [string, () => Promise<void>])[], log: Logger): Promise<void> {
  for (const [part, end] of ends) {
    try {
      await end();
      log.debug({ part }, 'ended');
    } catch (err) {
      log.error({ part, err }, 'not ended properly');
    }
  }
}
