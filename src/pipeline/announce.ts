import type { Announcement } from '../core/intents/announcement.ts';
import { keyOfMergeGroup, keyOfPull } from '../core/intents/intent.ts';
import { ofCommit, openRun } from './check-run.ts';
import type { Service } from './service.ts';
import { Superseded } from './turn-guard.ts';

/**
 * Puts a commit's check to queued while its turn waits: what was said of the same commit on another base holds no more.
 * A courtesy: the turn itself opens the check when nobody announced it, and ends what was announced on other commits.
 *
 * @throws FetchError, StoreError
 */
export async function announce({ repo, head, pull }: Announcement, service: Service): Promise<void> {
  const { ledger } = service;
  if (pull && !pull.isOpen) return;
  const number = pull?.number ?? null;
  const key = number === null ? keyOfMergeGroup(repo, head) : keyOfPull(repo, number);
  const isDue = async () => {
    const known = number === null ? null : await ledger.verdictOf(repo.id, number);
    return (known?.head !== head || known.baseRef !== pull?.baseRef) && (await ledger.isWaiting(key));
  };
  if (!(await isDue())) return;
  const forge = await service.forge(repo);
  /** Noted before it is asked, so that the turn knows of the run unless it has begun. */
  const guard = async () => {
    await ledger.keepAnnounced(repo.id, head, number, null);
    if (!(await isDue())) throw new Superseded();
  };
  try {
    await ofCommit(service, forge, head, async () => {
      const { id, url, status } = await openRun(service, forge, head, 'queued', guard);
      if (status === 'queued') await ledger.keepAnnounced(repo.id, head, number, { id, url });
    });
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
  }
}
