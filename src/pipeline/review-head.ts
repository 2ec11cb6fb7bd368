import type { Intent, ReviewHead } from '../core/intents/intent.ts';
import type { Forge } from './forge.ts';
import type { Service } from './service.ts';
import type { Inbox, Turn } from './service-ports.ts';

/** Asks for a new review of every open pull request with this head. */
export async function reviewHead(intent: ReviewHead, turn: Turn, service: Service, inbox: Inbox): Promise<void> {
  const { repo, head, cause, full } = intent;
  const forge = await service.forge(repo);
  const pulls = await forge.pullsWith(head);
  const intents = pulls.map((pull): Intent => ({ kind: 'review-pull', repo, pull, cause, again: true, full }));
  if (pulls.length === 0) intents.push(...(await ofQueue(intent, forge)));
  await inbox.accept({ id: `${turn.delivery}/pulls`, event: cause }, intents);
}

/** A commit that is no pull request's is one that a merge queue made: a merge onto its first parent. */
async function ofQueue({ repo, head }: ReviewHead, forge: Forge): Promise<Intent[]> {
  const base = await forge.parentOf(head);
  return base === null ? [] : [{ kind: 'review-merge-group', repo, head, base, baseRef: '' }];
}
