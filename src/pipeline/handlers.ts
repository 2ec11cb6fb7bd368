import { randomUUID } from 'node:crypto';
import { FetchError, isRateLimit } from '../core/errors.ts';
import type { Intent, RepoRef } from '../core/intents/intent.ts';
import { internalError } from '../core/publication/unjudged.ts';
import { endRun } from './check-run.ts';
import { followDefaultBranch } from './follow-default-branch.ts';
import { reviewHead } from './review-head.ts';
import { reviewMergeGroup } from './review-merge-group.ts';
import { leave, reviewPull } from './review-pull.ts';
import type { Service } from './service.ts';
import { type Handlers, type Inbox, Later, type Turn } from './service-ports.ts';
import { Superseded } from './turn-guard.ts';

/** What the service does for each kind of intent. */
export function handlersOf(service: Service, inbox: Inbox): Handlers {
  return {
    'review-pull': guarded((intent, turn) => reviewPull(intent, turn, service, inbox)),
    'stop-review': guarded(({ repo, pull }, turn) => leave(repo, pull, turn, service, inbox)),
    'review-head': guarded((intent, turn) => reviewHead(intent, turn, service, inbox)),
    'review-merge-group': guarded((intent, turn) => reviewMergeGroup(intent, turn, service)),
    'drop-merge-group': guarded(async () => {}),
    'follow-default-branch': guarded((intent, turn) => followDefaultBranch(intent, turn, service, inbox)),
    'forget-installation': guarded(async ({ installation, repos }) => {
      await service.ledger.forget(installation, repos);
      service.forgetFiles(installation, repos);
    }),
  };
}

/** A limit of GitHub's is waited for, a turn that something newer replaces ends in silence, all else is a failure. */
function guarded<One extends Intent>(handle: (intent: One, turn: Turn) => Promise<void>) {
  return async (intent: One, turn: Turn): Promise<void> => {
    try {
      await handle(intent, turn);
    } catch (error) {
      if (error instanceof Superseded && !turn.signal.aborted) return;
      if (error instanceof FetchError && isRateLimit(error)) {
        const seconds = error.retryAfterSeconds ?? 60;
        throw new Later(new Date(Date.now() + seconds * 1000), error.message);
      }
      throw error;
    }
  };
}

/** Called for an intent that failed for good: its check says so, and how to try again. Nothing is left in the dark. */
export async function reportFailure(intent: Intent, error: Error, service: Service): Promise<void> {
  const reference = randomUUID().slice(0, 8);
  service.log.error({ reference, intent: intent.kind, error: error.message }, 'an intent failed for good');
  const target = await checkOf(intent, service);
  if (target === null) return;
  const forge = await service.forge(target.repo);
  const output = internalError(reference);
  if (!(await endRun(service, forge, target.head, output, async () => {}))) return;
  service.completed(output.conclusion);
}

async function checkOf(intent: Intent, service: Service): Promise<{ repo: RepoRef; head: string } | null> {
  if (intent.kind === 'review-merge-group') return intent;
  if (intent.kind !== 'review-pull') return null;
  const state = await (await service.forge(intent.repo)).pull(intent.pull);
  return state?.open ? { repo: intent.repo, head: state.head } : null;
}
