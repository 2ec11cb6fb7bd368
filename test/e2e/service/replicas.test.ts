import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Service } from '../../../src/edge/service/start-service.ts';
import { describePostgres } from '../../edge/store/places.ts';
import { faulty, sound } from '../app/scene.ts';
import {
  atRest,
  type Company,
  expectOnce,
  expectReviewed,
  openCompany,
  PATIENCE,
  startHere,
  until,
  variables,
} from './company.ts';
import { openRelay, type Relay } from './relay.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE });

describePostgres((places) => {
  let company: Company;
  let relay: Relay;
  let folders: string[];
  let replicas: Service[];

  beforeEach(async () => {
    company = await openCompany();
    const place = await places.fresh();
    if (!('databaseUrl' in place)) throw new Error('this is not PostgreSQL');
    folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'replica-')));
    replicas = await Promise.all(
      folders.map((folder) =>
        startHere(variables(company.github, { DATA_DIR: folder, DATABASE_URL: place.databaseUrl })),
      ),
    );
    relay = await openRelay(replicas.map(({ port }) => port));
    company.github.deliverTo(relay.url);
  });
  afterEach(async () => {
    await relay.close();
    await Promise.all(replicas.map((replica) => replica.stop()));
    await company.close();
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  const rest = () => atRest(company, replicas[0]?.metricsPort ?? null);

  test('two replicas that are told everything review each head once, and the newest one to its end', async () => {
    const names = ['orders', 'payments', 'stock'];
    const pulls = await Promise.all(
      names.map((name) => company.propose(name, { [`${name}.go`]: faulty('shop', 'First') })),
    );
    // These pushes shall meet the first reviews.
    await until(() => expect(pulls.flatMap((pull) => company.repo.checks(pull.head))).not.toEqual([]));
    for (const round of ['two', 'three'])
      await Promise.all(names.map((name) => company.push(name, { [`${name}-${round}.go`]: faulty('shop', round) })));
    const mended = { First: 'stock.go', two: 'stock-two.go', three: 'stock-three.go' };
    await company.push(
      'stock',
      Object.fromEntries(Object.entries(mended).map(([what, path]) => [path, sound('shop', what)])),
    );
    await rest();
    for (const [at, pull] of pulls.entries()) {
      const name = names[at];
      const threads = [`${name}.go`, `${name}-two.go`, `${name}-three.go`];
      if (name === 'stock') await expectOnce(company, pull);
      else await expectReviewed(company, pull, { conclusion: 'failure', threads });
    }
    expect(company.repo.checks(company.repo.tip('stock'))).toMatchObject([{ conclusion: 'success' }]);
  });

  test('two pull requests with one head share its check, whichever replica reviews which', async () => {
    await company.push('base', { 'notes.md': 'Another base.\n' });
    const one = await company.propose('change', { 'orders.go': faulty('shop', 'Orders') });
    const other = await company.repo.openPull({ head: 'change', base: 'base' });
    await rest();
    expect(other.head).toBe(one.head);
    const runs = company.repo.checks(one.head);
    expect(runs.map(({ status, conclusion }) => `${status} ${conclusion}`)).toEqual(
      runs.map(() => 'completed failure'),
    );
    for (const pull of [one, other]) expect(await pull.threads()).toHaveLength(1);
  });
});
