/**
 * `node bench/webhooks.ts [--rounds N] [--burst N] [--at-once N] [--store memory | embedded | postgres://…]
 * [--reviews N]`: how long a burst of signed webhooks waits for its answers, relative to a bare Probot app that answers
 * at once and stores nothing. Both run in turns in processes of their own, so that a busy machine slows both. With
 * reviews, it is asked for that many first, of pull requests at a stand-in for GitHub, which go on while the bursts come.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { WEBHOOK_PATH } from '../src/config/service-settings.ts';
import { delivery, type Place } from './webhooks/delivery.ts';

const SERVER = fileURLToPath(new URL('./webhooks/server.ts', import.meta.url));
const GITHUB = fileURLToPath(new URL('./webhooks/github.ts', import.meta.url));
/** What docs/operations.md promises of the 99th percentile. */
const BOUND = 3;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    burst: { type: 'string', default: '1000' },
    'at-once': { type: 'string', default: '100' },
    store: { type: 'string', default: 'embedded' },
    reviews: { type: 'string', default: '0' },
  },
});
const [rounds, burst, atOnce] = [values.rounds, values.burst, values['at-once']].map(Number);
const reviews = Number(values.reviews);

interface Round {
  /** Milliseconds from a request to its answer, ascending. */
  waits: number[];
  lost: number;
}

const GitHubPlace = z.object({
  installation: z.object({ id: z.number() }),
  repository: z.object({ id: z.number(), name: z.string(), owner: z.object({ login: z.string() }) }),
});

const folder = mkdtempSync(join(tmpdir(), 'bench-webhooks-'));
const servers: ChildProcess[] = [];
try {
  const github = reviews > 0 ? await startGitHub() : null;
  const place: Place = github?.place ?? { installation: { id: 1 } };
  const bare = await start('bare');
  const ours = await start(values.store === 'embedded' ? folder : values.store, ...(github?.arguments ?? []));
  if (reviews > 0) await send(ours, reviews, place);
  // Whatever is compiled, connected or cached on first use.
  for (const port of [bare, ours]) await send(port, 200, place, 1e6);
  const ratios: number[] = [];
  console.log('| round | bare p50 ms | p99 | service p50 ms | p99 | ratio of p99 | not acknowledged |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (let round = 1; round <= (rounds ?? 5); round++) {
    const first = round * 10_000;
    const one = await send(bare, burst ?? 1000, place, first);
    const other = await send(ours, burst ?? 1000, place, first);
    const ratio = at(other.waits, 0.99) / at(one.waits, 0.99);
    ratios.push(ratio);
    const cells = [one, other].flatMap(({ waits }) => [at(waits, 0.5), at(waits, 0.99)]).map((ms) => ms.toFixed(1));
    console.log(`| ${[round, ...cells, ratio.toFixed(2), one.lost + other.lost].join(' | ')} |`);
  }
  const sorted = ratios.toSorted((a, b) => a - b);
  // Of an even number, the mean of the two in the middle.
  const median = (at(sorted, 0.5) + at(sorted.toReversed(), 0.5)) / 2;
  console.log(`\nmedian ratio of p99: ${median.toFixed(2)}, bound ${BOUND} (store: ${values.store.split(':')[0]})`);
  if (github) console.log(`pull requests reviewed meanwhile: ${await github.reviewed()} of ${reviews}`);
  if (median > BOUND) process.exitCode = 1;
} finally {
  for (const server of servers) server.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function start(...place: string[]): Promise<number> {
  return z.object({ port: z.number() }).parse(await told(run(SERVER, place))).port;
}

/** GitHub, what a service must know of it, and what webhooks say of it. */
async function startGitHub() {
  const server = run(GITHUB, [String(reviews)]);
  const message = await told(server);
  return {
    arguments: [JSON.stringify(message)],
    place: GitHubPlace.parse(message),
    async reviewed() {
      server.send('how many');
      return z.object({ reviewed: z.number() }).parse(await told(server)).reviewed;
    },
  };
}

function run(file: string, place: string[]): ChildProcess {
  const server = fork(file, place);
  servers.push(server);
  return server;
}

function told(server: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    server.once('message', resolve);
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

/** Sends them over that many connections, each as soon as the one before it is answered. */
async function send(port: number, count: number, place: Place, from = 0): Promise<Round> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce ?? 100 });
  const deliveries = Array.from({ length: count }, (_, number) => delivery(from + number + 1, place));
  const round: Round = { waits: [], lost: 0 };
  await Promise.all(
    Array.from({ length: atOnce ?? 100 }, async () => {
      for (let next = deliveries.shift(); next; next = deliveries.shift()) {
        const { body, headers } = next;
        const begun = performance.now();
        const status = await new Promise((resolve) => {
          request({ port, host: '127.0.0.1', path: WEBHOOK_PATH, method: 'POST', headers, agent }, (response) => {
            response.resume().once('end', () => resolve(response.statusCode));
          })
            .once('error', resolve)
            .end(body);
        });
        round.waits.push(performance.now() - begun);
        if (status !== 202 && status !== 200) round.lost++;
      }
    }),
  );
  agent.destroy();
  round.waits.sort((a, b) => a - b);
  return round;
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}
