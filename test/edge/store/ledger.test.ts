import { expect, test } from 'vitest';
import type { Verdict } from '../../../src/pipeline/service-ports.ts';
import { newRepo } from '../queue/asks.ts';
import { describeStores, sharedStore } from './places.ts';

function verdict(repo: number, pull: number, more: Partial<Verdict> = {}): Verdict {
  return {
    installation: 1,
    repo,
    pull,
    head: 'aaa',
    baseRef: 'main',
    conclusion: 'failure',
    title: 'two findings',
    ...more,
  };
}

describeStores((places) => {
  const store = sharedStore(places);

  test('verdicts on a commit come one for each pull request, in their order', async () => {
    const { ledger } = store();
    const repo = newRepo().id;
    const other = newRepo().id;
    await ledger.record(verdict(repo, 7));
    await ledger.record(verdict(repo, 3, { conclusion: 'success', baseRef: 'release' }));
    await ledger.record(verdict(repo, 4, { head: 'bbb' }));
    await ledger.record(verdict(other, 5));
    expect(await ledger.verdicts(repo, 'aaa')).toEqual([
      verdict(repo, 3, { conclusion: 'success', baseRef: 'release' }),
      verdict(repo, 7),
    ]);
  });

  test('a verdict on a newer head takes the place of the one before', async () => {
    const { ledger } = store();
    const repo = newRepo().id;
    await ledger.record(verdict(repo, 1));
    await ledger.record(verdict(repo, 1, { head: 'bbb', conclusion: 'success' }));
    expect(await ledger.verdicts(repo, 'aaa')).toEqual([]);
    expect(await ledger.verdicts(repo, 'bbb')).toEqual([verdict(repo, 1, { head: 'bbb', conclusion: 'success' })]);
  });

  test('a closed pull request is forgotten, and no other one', async () => {
    const { ledger } = store();
    const repo = newRepo().id;
    await ledger.record(verdict(repo, 1));
    await ledger.record(verdict(repo, 2));
    await ledger.forgetPull(repo, 1);
    expect(await ledger.verdicts(repo, 'aaa')).toEqual([verdict(repo, 2)]);
  });

  test('an installation is forgotten whole or by repository', async () => {
    const { ledger } = store();
    const [gone, kept, theirs] = [newRepo().id, newRepo().id, newRepo().id];
    await ledger.record(verdict(gone, 1, { installation: 50 }));
    await ledger.record(verdict(kept, 1, { installation: 50 }));
    await ledger.record(verdict(theirs, 1, { installation: 51 }));
    await ledger.forget(50, [gone, theirs]);
    await ledger.forget(50, []);
    expect(await ledger.verdicts(gone, 'aaa')).toEqual([]);
    expect(await ledger.verdicts(kept, 'aaa')).toHaveLength(1);
    expect(await ledger.verdicts(theirs, 'aaa')).toHaveLength(1);
    await ledger.forget(50, null);
    expect(await ledger.verdicts(kept, 'aaa')).toEqual([]);
    expect(await ledger.verdicts(theirs, 'aaa')).toHaveLength(1);
  });
});
