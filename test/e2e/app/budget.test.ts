import { afterEach, expect, test } from 'vitest';
import { EMPTY_REPLY } from '../../../src/core/architect/merge-replies.ts';
import type { RequestLog } from '../../github/standin.ts';
import { answeringModel } from '../../support/example-answer.ts';
import { faulty, openScene, type Scene, sound, told } from './scene.ts';

let scene: Scene;
afterEach(() => scene.close());

/** Requests of the API, which the archive's host does not count among. */
const apiCalls = (log: RequestLog[]) =>
  log.filter(({ path }) => !path.startsWith('/codeload/')).map(({ method, route }) => `${method} ${route}`);

const file = (i: number) => `pkg${i}/service.go`;

test.each([
  { what: 'by the rules', lanes: {}, most: { first: 15, push: 10 } },
  { what: 'with a model', lanes: { model: answeringModel(EMPTY_REPLY) }, most: { first: 15, push: 11 } },
])(
  'few requests $what: for a first review of 30 files with 20 comments, and a push of 3',
  async ({ lanes, most }) => {
    const all = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [file(i), sound(`pkg${i}`, 'Peer')]));
    scene = await openScene({
      ...lanes,
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
    expect(first).toHaveLength(Math.min(first.length, most.first));

    await scene.repo.commit({
      branch: 'change',
      files: {
        [file(0)]: sound('pkg0', 'Peer'),
        [file(1)]: sound('pkg1', 'Peer'),
        [file(25)]: faulty('pkg25', 'Peer'),
      },
    });
    const between = github.requests.length;
    await scene.settle();
    const second = apiCalls(github.requests.slice(between));
    expect(second).toHaveLength(Math.min(second.length, most.push));
    expect((await pull.threads()).map(({ isResolved }) => isResolved).filter(Boolean)).toHaveLength(2);
    expect(await told(pull)).toHaveLength(21);
  },
  60_000,
);
