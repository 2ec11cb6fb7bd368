import type { Logger } from 'pino';
import type { Probot } from 'probot';
import { ZodError } from 'zod';
import { type Announce, type Announcement, announceMergeGroup, announcePull } from './core/intents/announcement.ts';
import {
  type Ask,
  dropMergeGroup,
  followDefaultBranch,
  forgetInstallation,
  forgetRemoved,
  forgetRepository,
  nothing,
  pressButton,
  rerunCheck,
  rerunSuite,
  reviewMergeGroup,
  reviewOnCommand,
  reviewOnNewBase,
  reviewOnReview,
  reviewPull,
  stopReview,
} from './core/intents/asks.ts';
import { keyOf } from './core/intents/intent.ts';
import { Caused } from './core/intents/payloads.ts';
import type { Delivery, Inbox } from './pipeline/service-ports.ts';

type EventName = Extract<Parameters<Probot['on']>[0], string>;

/**
 * What each event asks for, and of which commit it announces a verdict. Events that are not listed are answered and
 * forgotten.
 */
export const EVENTS: readonly (readonly [EventName, Ask, Announce?])[] = [
  ['pull_request.opened', reviewPull, announcePull],
  ['pull_request.reopened', reviewPull, announcePull],
  ['pull_request.synchronize', reviewPull, announcePull],
  ['pull_request.ready_for_review', reviewPull, announcePull],
  ['pull_request.converted_to_draft', reviewPull, announcePull],
  ['pull_request.edited', reviewOnNewBase, announcePull],
  ['pull_request.labeled', reviewPull],
  ['pull_request.unlabeled', reviewPull],
  ['pull_request.closed', stopReview, announcePull],

  // A review by someone with write access has the architect model asked about a stranger's fork.
  ['pull_request_review.submitted', reviewOnReview],

  ['merge_group.checks_requested', reviewMergeGroup, announceMergeGroup],
  ['merge_group.destroyed', dropMergeGroup],

  ['check_run.rerequested', rerunCheck],
  ['check_run.requested_action', pressButton],
  ['check_suite.rerequested', rerunSuite],
  // With every push; the pull request's own event asks for the review.
  ['check_suite.requested', nothing],

  ['push', followDefaultBranch],

  // Who resolved a thread is read with the threads, when the pull request is reviewed next.
  ['pull_request_review_thread.resolved', nothing],
  ['pull_request_review_thread.unresolved', nothing],
  // Other commands in comments will be read here.
  ['issue_comment.created', reviewOnCommand],
  ['pull_request_review_comment.created', nothing],

  ['installation.deleted', forgetInstallation],
  // The account may come back. What was missed meanwhile is found by comparing open heads with their checks.
  ['installation.suspend', nothing],
  ['installation_repositories.removed', forgetRemoved],
  ['repository.deleted', forgetRepository],
  // Repositories are known by their ids, which stay; the old account's installation is told that one was removed.
  ['repository.renamed', nothing],
  ['repository.transferred', nothing],
];

export interface AppParts {
  inbox: Pick<Inbox, 'accept'>;
  /** Whether this account's repositories are reviewed. */
  isAllowed(owner: string): boolean;
  appId: number;
  /** `slug[bot]`: what the App itself does asks for nothing. Null while it is not known. */
  botLogin(): string | null;
  /** Told of what was stored; returns at once. */
  announce(announcement: Announcement): void;
  log: Logger;
  count(event: string, outcome: Outcome): void;
}

/** What became of a delivery. One that could not be stored is none of these: that is thrown. */
export const OUTCOMES = ['stored', 'known', 'nothing', 'own', 'not-allowed', 'unreadable'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The Probot application: from events to intents in the inbox, and nothing else. */
export function architect(parts: AppParts): (app: Pick<Probot, 'on'>) => void {
  return (app) => {
    for (const [event, ask, announce] of EVENTS)
      app.on(event, async ({ id, payload }: { id: string; payload: unknown }) => {
        const { outcome, ...details } = await deliver({ id, event }, payload, ask, parts);
        parts.count(event, outcome);
        const level = outcome === 'unreadable' ? 'error' : 'info';
        parts.log[level]({ delivery: id, event, outcome, ...details }, EXPLAINED[outcome]);
        if (announce && outcome === 'stored') parts.announce(announce(payload));
      });
  };
}

async function deliver(
  delivery: Delivery,
  payload: unknown,
  ask: Ask,
  { inbox, isAllowed, appId, botLogin }: AppParts,
): Promise<{ outcome: Outcome; intents?: string[]; issues?: string[] }> {
  const read = safely(() => ({
    sender: Caused.parse(payload).sender?.login,
    asked: ask(payload, { event: delivery.event, appId }),
  }));
  // Another delivery of it would say the same. The paths are ours, the values would be the sender's.
  if (read instanceof ZodError)
    return { outcome: 'unreadable', issues: read.issues.map(({ path, code }) => `${path.join('.')}: ${code}`) };
  if (read.sender !== undefined && read.sender === botLogin()) return { outcome: 'own' };
  // Whoever is no longer welcome is still forgotten.
  const intents = read.asked.filter((intent) => !('repo' in intent) || isAllowed(intent.repo.owner));
  if (intents.length === 0) return { outcome: read.asked.length === 0 ? 'nothing' : 'not-allowed' };
  return { outcome: await inbox.accept(delivery, intents), intents: intents.map(keyOf) };
}

function safely<Read>(read: () => Read): Read | ZodError {
  try {
    return read();
  } catch (error) {
    if (error instanceof ZodError) return error;
    throw error;
  }
}

const EXPLAINED: Readonly<Record<Outcome, string>> = {
  stored: 'webhook stored',
  known: 'webhook delivered again: nothing is done twice',
  nothing: 'webhook asks for nothing',
  own: "webhook of the App's own doing ignored",
  'not-allowed': 'webhook ignored: the account is not in ALLOWED_OWNERS',
  unreadable: 'webhook ignored: its payload is not what GitHub documents',
};
