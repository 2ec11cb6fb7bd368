/**
 * What it costs to store deliveries before they are acknowledged: `node bench/queue.ts [DATABASE_URL]`.
 *
 * First the inbox alone, with all deliveries at once (grouped into transactions) and one after the other. Then a burst
 * of signed deliveries over HTTP, in turns against a server that only verifies them and one that also stores them, and
 * meanwhile takes the turns that they ask for.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openStore, type StorePlace } from '../src/edge/store/open-store.ts';
import type { Log } from '../src/pipeline/service-ports.ts';

const BURST = 1_000;
const ROUNDS = 5;
const SECRET = 'bench';
/** About as long as what GitHub sends for a pull request. */
const BODY = JSON.stringify({ action: 'synchronize', pull_request: { body: 'x'.repeat(25_000) } });
const LOG: Log = { debug() {}, info() {}, warn: console.warn, error: console.error };

let made = 0;
function ask(pulls: number) {
  made += 1;
  const repo = { installation: 1, id: 1, owner: 'shop', name: 'orders' };
  const intent = { kind: 'review-pull', repo, pull: made % pulls, cause: 'bench', again: false, full: false } as const;
  return { delivery: { id: `${process.pid}-${made}`, event: 'pull_request.synchronize' }, intents: [intent] };
}

async function inboxAlone(place: StorePlace): Promise<void> {
  const store = await openStore(place, { log: LOG });
  const accept = ({ delivery, intents }: ReturnType<typeof ask>) => store.inbox.accept(delivery, intents);
  for (let warm = 0; warm < 50; warm += 1) await accept(ask(20));
  const grouped = await timed(() => Promise.all(Array.from({ length: BURST }, () => accept(ask(200)))));
  const single = await timed(async () => {
    for (let count = 0; count < BURST / 5; count += 1) await accept(ask(200));
  });
  console.log(`deliveries a second: ${perSecond(BURST, grouped)} grouped, ${perSecond(BURST / 5, single)} one by one`);
  await store.close();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const perSecond = (count: number, milliseconds: number) => Math.round((count / milliseconds) * 1000);

/** In a process of its own: answers signed deliveries, after they are stored if there is a place. */
async function serve(place: StorePlace | null): Promise<void> {
  const store = place ? await openStore(place, { log: LOG }) : null;
  const review = () => setTimeout(500);
  const handlers = {
    'review-pull': review,
    'stop-review': review,
    'review-head': review,
    'review-merge-group': review,
    'drop-merge-group': review,
    'follow-default-branch': review,
    'forget-installation': review,
  };
  await store?.work({ handlers, onDead: () => {}, concurrency: 4, perInstallation: 4 });
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    JSON.parse(body.toString());
    const { delivery, intents } = ask(200);
    if (signature === incoming.headers['x-signature']) await store?.inbox.accept(delivery, intents);
    response.writeHead(202).end();
  });
  server.listen(0, '127.0.0.1', BURST, () => process.send?.(server.address()));
}

/** Milliseconds that each of a burst of requests took. */
async function burst(port: number): Promise<number[]> {
  const headers = { 'x-signature': createHmac('sha256', SECRET).update(BODY).digest('hex') };
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });
  const send = () =>
    new Promise<number>((resolve, reject) => {
      const begun = performance.now();
      const sent = request({ port, host: '127.0.0.1', method: 'POST', headers, agent }, (response) => {
        response.resume().on('end', () => resolve(performance.now() - begun));
      });
      sent.on('error', reject).end(BODY);
    });
  const times = await Promise.all(Array.from({ length: BURST }, send));
  agent.destroy();
  return times.sort((a, b) => a - b);
}

async function overHttp(place: StorePlace): Promise<void> {
  const [bare, storing] = [
    fork(import.meta.filename, ['serve']),
    fork(import.meta.filename, ['serve', JSON.stringify(place)]),
  ];
  const ports = [await portOf(bare), await portOf(storing)] as const;
  await burst(ports[0]);
  await burst(ports[1]);
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [without, with_] = [await burst(ports[0]), await burst(ports[1])];
    ratios.push(at(with_, 0.99) / at(without, 0.99));
    console.log(
      `acknowledged, ms: p50 ${at(without, 0.5).toFixed(0)} p99 ${at(without, 0.99).toFixed(0)} bare, ` +
        `p50 ${at(with_, 0.5).toFixed(0)} p99 ${at(with_, 0.99).toFixed(0)} stored`,
    );
  }
  console.log(
    `p99 stored / bare: median ${at(
      ratios.sort((a, b) => a - b),
      0.5,
    ).toFixed(2)}`,
  );
  for (const server of [bare, storing]) server.kill();
}

const at = (sorted: readonly number[], share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;

const portOf = (server: ChildProcess) =>
  new Promise<number>((resolve) => server.once('message', (address: { port: number }) => resolve(address.port)));

const [mode, place] = process.argv.slice(2);
if (mode === 'serve') {
  await serve(place ? JSON.parse(place) : null);
} else {
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-queue-'));
  const where = mode ? { databaseUrl: mode } : { dataDir };
  await inboxAlone(where);
  await overHttp(where);
  rmSync(dataDir, { recursive: true });
}
