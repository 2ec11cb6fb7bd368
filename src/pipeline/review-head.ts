import type { ReviewHead } from '../core/intents/intent.ts';
import type { Service } from './service.ts';
import type { Inbox, Turn } from './service-ports.ts';

/** Asks for a new review of every open pull request with this head. */
export async function reviewHead(intent: ReviewHead, turn: Turn, service: Service, inbox: Inbox): Promise<void> {
  const { repo, head, cause, full } = intent;
  const forge = await service.forge(repo);
  const pulls = await forge.pullsWith(head);
  await inbox.accept(
    { id: `${turn.delivery}/pulls`, event: cause },
    pulls.map((pull) => ({ kind: 'review-pull', repo, pull, cause, again: true, full })),
  );
}
