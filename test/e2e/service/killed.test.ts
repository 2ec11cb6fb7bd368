import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, onTestFailed, test, vi } from 'vitest';
import { z } from 'zod';
import { freshFolder } from '../../edge/store/places.ts';
import { faulty } from '../app/scene.ts';
import { atRest, type Company, expectReviewed, hookUrl, openCompany, PATIENCE, until, variables } from './company.ts';
import { kill, type Process, startProcess } from './process.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE });

let company: Company;
let dataDir: string;
let running: Process[];
beforeEach(async () => {
  company = await openCompany();
  dataDir = await freshFolder();
  running = [];
}, PATIENCE);
afterEach(async () => {
  await Promise.all(running.map(kill));
  await company.close();
  rmSync(dataDir, { recursive: true });
});

async function start(): Promise<Process> {
  const service = await startProcess(variables(company.github, { DATA_DIR: dataDir, LOG_LEVEL: 'debug' }));
  running.push(service);
  company.github.deliverTo(hookUrl(service.port), { times: 2 });
  return service;
}

/** Once GitHub was asked for that many things more. */
async function requests(count: number): Promise<void> {
  const { github } = company;
  const enough = github.requests.length + count;
  await until(() => expect(github.requests.length).toBeGreaterThanOrEqual(enough), 1);
}

const BODY = 'A body that nobody but its readers shall see.';
const NAMES = ['orders', 'payments', 'stock'];
/** One attempt more, and an intent that was under way each time would be given up. */
const KILLS = 4;
/** Milliseconds that Kubernetes waits between asking and killing. */
const GRACE = 30_000;

test('killed again and again in the middle of reviews, it ends with all of them done once', async () => {
  const { repo } = company;
  const moments = Array.from({ length: KILLS }, () => 1 + Math.floor(Math.random() * 10));
  onTestFailed(() => console.error('killed after requests', moments));
  let service = await start();
  const pulls = await Promise.all(
    NAMES.map(async (name) => {
      await company.push(name, { [`${name}.go`]: faulty('shop', 'First') });
      return await repo.openPull({ head: name, body: BODY });
    }),
  );
  for (const [round, moment] of moments.entries()) {
    // Some meet a review, some nobody who hears of them.
    const pushes = NAMES.slice(round % 3).map((name) =>
      company.push(name, { [`${name}-${round}.go`]: faulty('shop', `Round${round}`) }),
    );
    await requests(moment);
    await kill(service);
    await Promise.all(pushes);
    service = await start();
  }
  // What nobody heard, it asks GitHub for soon after its start.
  await until(() => {
    for (const pull of pulls) expect(repo.checks(pull.head)).toMatchObject([{ status: 'completed' }]);
  });
  await atRest(company, service.metricsPort);
  for (const [at, pull] of pulls.entries()) {
    const rounds = moments.flatMap((_, round) => (round % 3 <= at ? [`${NAMES[at]}-${round}.go`] : []));
    await expectReviewed(company, pull, { conclusion: 'failure', threads: [`${NAMES[at]}.go`, ...rounds] });
  }
  await company.push('orders', { 'late.go': faulty('shop', 'Late') });
  await requests(4);
  const asked = performance.now();
  service.child.kill('SIGTERM');
  expect(await service.ended).toBe(0);
  expect(performance.now() - asked).toBeLessThan(GRACE);
  await expectDiscreet();
});

test('what it has acknowledged it does, though it is killed at that moment', async () => {
  const { github } = company;
  let service = await start();
  const taken = () =>
    github.deliveries.filter(({ action, statusCode }) => action === 'opened' && statusCode === 202).length;
  const opening = ['one', 'two', 'three', 'four'].map((name) =>
    company.propose(name, { [`${name}.go`]: faulty('shop', 'First') }),
  );
  await until(() => expect(taken()).toBeGreaterThan(0), 1);
  await kill(service);
  const pulls = await Promise.all(opening);
  await github.delivered();
  const acknowledged = pulls.filter(({ number }) =>
    github.deliveries.some(({ action, statusCode, payload }) => {
      return action === 'opened' && statusCode === 202 && Opened.parse(JSON.parse(payload)).number === number;
    }),
  );
  service = await start();
  await atRest(company, service.metricsPort);
  expect(acknowledged).not.toEqual([]);
  for (const pull of acknowledged)
    await expectReviewed(company, pull, { conclusion: 'failure', threads: [`${pull.pull.headRef}.go`] });
});

const Opened = z.object({ number: z.number() });

/** What the service said holds no secret, and nothing of what people write. */
async function expectDiscreet(): Promise<void> {
  const { privateKey, webhookSecret } = company.github.app;
  const secrets = [webhookSecret, BODY, 'crypto/tls', ...privateKey.split('\n').slice(1, -2)];
  for (const { lines, stderr } of running) {
    const said = [...lines, await stderr].join('\n');
    expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
    // Tokens of installations, and those by which the App names itself.
    expect(said).not.toMatch(/gh[ps]_[0-9a-f]{36}|eyJ[\w-]+\.eyJ/);
  }
}
