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
    inputs: 'a digest',
    published: true,
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

  test('a commit is noted once as having a check', async () => {
    const { ledger } = store();
    const repo = newRepo().id;
    expect(await ledger.noteCheck(1, repo, 'aaa')).toBe('none');
    expect(await ledger.noteCheck(1, repo, 'aaa')).toBe('unknown');
    expect(await ledger.noteCheck(1, repo, 'bbb')).toBe('none');
  });

  test('a check that was announced is told until somebody begins or ends it', async () => {
    const { ledger } = store();
    const repo = newRepo().id;
    await ledger.noteCheck(1, repo, 'aaa');
    await ledger.noteCheck(1, repo, 'bbb');
    const run = { id: 7, url: 'https://github.example/7' };
    await ledger.keepAnnounced(repo, 'aaa', 3, null);
    expect(await ledger.announcedElsewhere(repo, 3, 'bbb')).toEqual(['aaa']);
    await ledger.keepAnnounced(repo, 'aaa', 3, run);
    expect(await ledger.announcedElsewhere(repo, 3, 'bbb')).toEqual(['aaa']);
    expect(await ledger.announcedElsewhere(repo, 3, 'aaa')).toEqual([]);
    expect(await ledger.announcedElsewhere(repo, 4, null)).toEqual([]);
    expect(await ledger.noteCheck(1, repo, 'bbb')).toBe('unknown');
    expect(await ledger.noteCheck(1, repo, 'aaa')).toEqual(run);
    await ledger.dropAnnounced(repo, 'aaa');
    expect(await ledger.noteCheck(1, repo, 'aaa')).toBe('unknown');
    expect(await ledger.announcedElsewhere(repo, 3, null)).toEqual([]);
  });

  test('another configuration is told from the one before', async () => {
    const { ledger } = store();
    const repo = newRepo().id;
    const noted = [];
    for (const blob of ['aaa', 'aaa', 'bbb', 'bbb', '']) noted.push(await ledger.noteConfig(1, repo, blob));
    expect(noted).toEqual([true, false, true, false, true]);
  });

  test('work under one name waits for what goes on, and a failure lets the next one go', async () => {
    const { ledger } = store();
    const said: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = ledger.exclusively('name', async () => {
      said.push('first begins');
      await promise;
      said.push('first ends');
      throw new Error('it failed');
    });
    const second = ledger.exclusively('name', async () => said.push('second'));
    await ledger.exclusively('other name', async () => said.push('other'));
    resolve();
    await expect(first).rejects.toThrow('it failed');
    await second;
    expect(said).toEqual(['first begins', 'other', 'first ends', 'second']);
  });

  test('the verdict of a pull request is found by its number', async () => {
    const { ledger } = store();
    const repo = newRepo().id;
    await ledger.record(verdict(repo, 1));
    expect(await ledger.verdictOf(repo, 1)).toEqual(verdict(repo, 1));
    expect(await ledger.verdictOf(repo, 2)).toBeNull();
  });

  test('what the last review said is kept until the pull request is closed', async () => {
    const { ledger } = store();
    const repo = newRepo();
    const review = { base: 'aaa', fingerprints: ['f'], late: [], blobs: { 'a.go': 'bbb', 'gone.go': null } };
    expect(await ledger.lastReview(repo.id, 1)).toBeNull();
    await ledger.keepReview(repo, 1, { ...review, base: 'old' });
    await ledger.keepReview(repo, 1, review);
    expect(await ledger.lastReview(repo.id, 1)).toEqual(review);
    await ledger.forgetPull(repo.id, 1);
    expect(await ledger.lastReview(repo.id, 1)).toBeNull();
  });
});
