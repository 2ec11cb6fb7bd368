import { afterEach, expect, test } from 'vitest';
import type { RequestLog } from '../../github/standin.ts';
import { faulty, openScene, type Scene, sound, told } from './scene.ts';

let scene: Scene;
afterEach(() => scene.close());

/** Requests of the API, which the archive's host does not count among. */
const apiCalls = (log: RequestLog[]) =>
  log.filter(({ path }) => !path.startsWith('/codeload/')).map(({ method, route }) => `${method} ${route}`);

const file = (i: number) => `pkg${i}/service.go`;

test('few requests: 15 for a first review of 30 files with 20 comments, 10 after a push of 3 files', async () => {
  const all = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [file(i), sound(`pkg${i}`, 'Peer')]));
  scene = await openScene({
    files: all,
    permissions: { checks: 'write', contents: 'write', issues: 'write', metadata: 'read', pull_requests: 'write' },
  });
  const { github } = scene;
  const changed = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [
      file(i),
      i < 20 ? faulty(`pkg${i}`, 'Peer') : sound(`pkg${i}`, 'Peer', 'Other'),
    ]),
  );
  const pull = await scene.propose(changed);
  const before = github.requests.length;
  await scene.settle();
  expect(await told(pull)).toHaveLength(20);
  const first = apiCalls(github.requests.slice(before));
  expect(first).toHaveLength(Math.min(first.length, 15));

  await scene.repo.commit({
    branch: 'change',
    files: { [file(0)]: sound('pkg0', 'Peer'), [file(1)]: sound('pkg1', 'Peer'), [file(25)]: faulty('pkg25', 'Peer') },
  });
  const between = github.requests.length;
  await scene.settle();
  const second = apiCalls(github.requests.slice(between));
  expect(second).toHaveLength(Math.min(second.length, 10));
  expect((await pull.threads()).map(({ isResolved }) => isResolved).filter(Boolean)).toHaveLength(2);
  expect(await told(pull)).toHaveLength(21);
}, 60_000);
