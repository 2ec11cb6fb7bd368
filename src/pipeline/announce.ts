import type { Announcement } from '../core/intents/announcement.ts';
import { ofCommit, openRun } from './check-run.ts';
import type { Service } from './service.ts';

const unguarded = async () => {};

/**
 * Puts a commit's check to queued while its turn waits: what was said of the same commit on another base holds no more.
 * A courtesy: the turn itself opens the check when nobody announced it.
 *
 * @throws FetchError, StoreError
 */
export async function announce({ repo, head, pull }: Announcement, service: Service): Promise<void> {
  const { ledger } = service;
  if (pull && !pull.isOpen) return;
  const isKnown = async () => {
    const known = pull && (await ledger.verdictOf(repo.id, pull.number));
    return known?.head === head && known.baseRef === pull?.baseRef;
  };
  if (await isKnown()) return;
  const forge = await service.forge(repo);
  await ofCommit(service, forge, head, async () => {
    // Its turn may have come meanwhile.
    if (await isKnown()) return;
    const { id, url, status } = await openRun(service, forge, head, 'queued', unguarded);
    if (status === 'queued') await ledger.keepAnnounced(repo.id, head, { id, url, pull: pull?.number ?? null });
  });
}
