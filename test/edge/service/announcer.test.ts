import { expect, test } from 'vitest';
import type { Announcement } from '../../../src/core/intents/announcement.ts';
import { announcer } from '../../../src/edge/service/announcer.ts';

const repo = { installation: 1, id: 2, owner: 'acme', name: 'shop' };
const announcement = (number: number, head: string): Announcement => ({
  ...{ repo, head },
  pull: { number, baseRef: 'main', isOpen: true },
});

/** An announcer whose work ends when the test says so. */
function parts() {
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const calm = Promise.withResolvers<void>();
  const failures: unknown[] = [];
  const told = announcer({
    lull: () => calm.promise,
    announce({ head }) {
      begun.push(head);
      const end = Promise.withResolvers<void>();
      ends.set(head, end);
      return end.promise;
    },
    failed: (error) => void failures.push(error),
  });
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { ...{ begun, ends, calm, failures, told, turn } };
}

test('webhooks go first, and of one pull request only the newest announcement is made', async () => {
  const { told, begun, calm, turn } = parts();
  told.announce(announcement(1, 'old'));
  told.announce(announcement(1, 'new'));
  await turn();
  expect(begun).toEqual([]);
  calm.resolve();
  await turn();
  expect(begun).toEqual(['new']);
});

test('two are under way at once, the next one follows, also after a failure', async () => {
  const { told, begun, ends, calm, failures, turn } = parts();
  calm.resolve();
  for (const [i, head] of ['a', 'b', 'c', 'd'].entries()) told.announce(announcement(i, head));
  await turn();
  expect(begun).toEqual(['a', 'b']);
  ends.get('a')?.reject(new Error('no answer'));
  await turn();
  expect(begun).toEqual(['a', 'b', 'c']);
  expect(failures).toEqual([new Error('no answer')]);
  ends.get('c')?.resolve();
  await turn();
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
});

test('a stop waits for what is under way and begins nothing more', async () => {
  const { told, begun, ends, calm, turn } = parts();
  calm.resolve();
  for (const [i, head] of ['a', 'b', 'c'].entries()) told.announce(announcement(i, head));
  await turn();
  let stopped = false;
  const stop = told.stop(60_000).then(() => {
    stopped = true;
  });
  await turn();
  expect(stopped).toBe(false);
  for (const end of ends.values()) end.resolve();
  await stop;
  expect(begun).toEqual(['a', 'b']);
});
