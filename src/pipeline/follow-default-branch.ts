import type { FollowDefaultBranch } from '../core/intents/intent.ts';
import type { Service } from './service.ts';
import type { Inbox, Turn } from './service-ports.ts';

/**
 * The default branch moved. Where its configuration is another one now, every open pull request is judged by it: those
 * that rest on the same one see that nothing changed, and end at once.
 */
export async function followDefaultBranch(
  { repo }: FollowDefaultBranch,
  turn: Turn,
  service: Service,
  inbox: Inbox,
): Promise<void> {
  const forge = await service.forge(repo);
  const config = await forge.defaultConfig();
  const blob = config?.blob ?? '';
  if (!(await service.ledger.noteConfig(repo.installation, repo.id, blob))) return;
  const cause = 'push.configuration';
  const pulls = await forge.openPulls();
  await inbox.accept(
    { id: `${turn.delivery}/pulls`, event: cause },
    pulls.map((pull) => ({ kind: 'review-pull', repo, pull, cause, again: false, full: false })),
  );
}
