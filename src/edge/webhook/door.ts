import type { Logger } from 'pino';
import type { Probot } from 'probot';
import { type ServiceSettings, WEBHOOK_PATH } from '../../config/service-settings.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { type HttpServer, openHttp, type Route } from './http-server.ts';
import { type Checks, health, metricsPage, readiness } from './operations.ts';
import { type ReceiveOptions, receiver } from './receive.ts';

export interface DoorOptions {
  settings: Pick<ServiceSettings, 'port' | 'host' | 'metrics'>;
  /** With the application loaded. */
  probot: Pick<Probot, 'webhooks'>;
  /** For `/ready`. */
  checks: Checks;
  log: Logger;
  metrics: Metrics;
  limits?: Pick<ReceiveOptions, 'limits' | 'deadlineMs'> & { requestTimeoutMs?: number; graceMs?: number };
}

/** What stands at the door: webhooks, and what those who run the service ask. */
export interface Door {
  port: number;
  /** Null when metrics are off. */
  metricsPort: number | null;
  /** Takes no webhooks any more and answers those under way. The metrics stay. */
  closeWebhooks(): Promise<void>;
  close(): Promise<void>;
}

/** @throws InputError when a port cannot be had */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { settings, probot, checks, log, metrics, limits = {} } = options;
  let isStopping = false;
  const operations: [string, Route][] = [
    ['/health', health],
    ['/ready', readiness(checks, () => isStopping)],
  ];
  const webhooks = receiver({
    ...limits,
    deliver: (delivery) => probot.webhooks.verifyAndReceive(delivery),
    log,
    answered: metrics.answered,
  });
  const common = { ...limits, onFault: (err: unknown) => log.error({ err }, 'request failed') };
  const front = await openHttp({
    ...common,
    port: settings.port,
    host: settings.host,
    routes: new Map([[WEBHOOK_PATH, webhooks], ...operations]),
  });
  const pages = new Map([['/metrics', metricsPage(metrics.registry)], ...operations]);
  let back: HttpServer | null = null;
  try {
    back = settings.metrics && (await openHttp({ ...common, ...settings.metrics, routes: pages }));
  } catch (error) {
    await front.stop();
    throw error;
  }
  return {
    port: front.port,
    metricsPort: back?.port ?? null,
    async closeWebhooks() {
      isStopping = true;
      await front.stop();
    },
    async close() {
      await back?.stop();
    },
  };
}
