import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { Intent } from '../../../src/core/intents/intent.ts';
import { createLog } from '../../../src/edge/telemetry/log.ts';
import { createMetrics } from '../../../src/edge/telemetry/metrics.ts';
import { type DoorOptions, openDoor } from '../../../src/edge/webhook/door.ts';
import { loadProbot, type ProbotOptions } from '../../../src/edge/webhook/load-probot.ts';
import type { Delivery } from '../../../src/pipeline/service-ports.ts';

export const SECRET = 'a secret of the tests';
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

export const SETTINGS: DoorOptions['settings'] & ProbotOptions['settings'] = {
  app: { id: 5725, privateKey, webhookSecret: SECRET, slug: null },
  github: { url: 'http://127.0.0.1:9', apiUrl: 'http://127.0.0.1:9' },
  isAllowed: () => true,
  port: 0,
  host: '127.0.0.1',
  metrics: { port: 0, host: '127.0.0.1' },
};

/** The door, open on loopback until the test ends, with an inbox in memory. */
export async function openFront({
  inbox,
  ...options
}: Partial<DoorOptions> & Partial<Pick<ProbotOptions, 'inbox'>> = {}) {
  const accepted: { delivery: Delivery; intents: readonly Intent[] }[] = [];
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const metrics = createMetrics();
  const memory: ProbotOptions['inbox'] = {
    async accept(delivery, intents) {
      if (accepted.some((before) => before.delivery.id === delivery.id)) return 'known';
      accepted.push({ delivery, intents });
      return 'stored';
    },
  };
  const probot = await loadProbot({
    settings: SETTINGS,
    inbox: inbox ?? memory,
    botLogin: () => null,
    announce: () => {},
    log,
    count: metrics.delivered,
  });
  const door = await openDoor({
    settings: SETTINGS,
    probot,
    checks: {},
    log,
    metrics,
    ...options,
    limits: { graceMs: 1_000, ...options.limits },
  });
  onTestFinished(async () => {
    await door.closeWebhooks();
    await door.close();
  });
  const url = `http://127.0.0.1:${door.port}/api/github/webhooks`;
  return { door, url, accepted, lines, operations: `http://127.0.0.1:${door.metricsPort}` };
}

/** What GitHub would post. A header that is undefined is left out. */
export function signed(event: string, payload: unknown, headers: Record<string, string | undefined> = {}) {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const all = {
    'content-type': 'application/json',
    'x-github-event': event.split('.')[0],
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
    ...headers,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { method: 'POST', body, headers: Object.fromEntries(given) };
}

/** A connection that says exactly this; `answer` is all that came back when the other side has closed it. */
export function rawly(port: number, head: string) {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  socket.write(head);
  return { socket, answer: text(socket) };
}

export function rawHead(headers: Record<string, string>): string {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /api/github/webhooks HTTP/1.1\r\n${lines.join('')}\r\n`;
}
