import type { z } from 'zod';
import { asksForReview, isInsider } from '../publication/model-consent.ts';
import type { Intent } from './intent.ts';
import {
  CheckRunAction,
  CheckRunEvent,
  CheckSuiteEvent,
  CommentEvent,
  type InRepository,
  InRepository as InRepositoryEvent,
  InstallationEvent,
  MergeGroupEvent,
  PullRequestEdited,
  PullRequestEvent,
  PushEvent,
  RepositoriesRemoved,
  ReviewEvent,
  repoOf,
} from './payloads.ts';

/** What an event asks of the App with this id. @throws ZodError when the payload is none of that event */
export type Ask = (payload: unknown, cause: Cause) => Intent[];

export interface Cause {
  /** Such as `pull_request.opened`. */
  event: string;
  appId: number;
}

export const nothing: Ask = () => [];

export const reviewPull = ask(PullRequestEvent, (payload, { event }) => [pull(payload, event)]);

/** Other edits change the title or the text, which no standard reads. */
export const reviewOnNewBase = ask(PullRequestEdited, (payload, { event }) =>
  payload.changes.base ? [pull(payload, event)] : [],
);

export const stopReview = ask(PullRequestEvent, (payload) => [
  { kind: 'stop-review', repo: repoOf(payload), pull: payload.pull_request.number },
]);

/** A review of a fork may be what the architect model waits for; the right to ask is read with the rest. */
export const reviewOnReview = ask(ReviewEvent, ({ review, pull_request, ...where }, { event }) => {
  const isFork = pull_request.head.repo?.id !== pull_request.base.repo?.id;
  const counts = !where.repository.private && isFork && isInsider(review.author_association);
  return counts ? [pull({ ...where, pull_request }, event)] : [];
});

/** `/architect review`, likewise. */
export const reviewOnCommand = ask(CommentEvent, ({ issue, comment, ...where }, { event }) => {
  const counts = !where.repository.private && issue.pull_request && isInsider(comment.author_association);
  return counts && asksForReview(comment.body)
    ? [pull({ ...where, pull_request: { number: issue.number } }, event)]
    : [];
});

export const reviewMergeGroup = ask(MergeGroupEvent, (payload) => [
  {
    kind: 'review-merge-group',
    repo: repoOf(payload),
    head: payload.merge_group.head_sha,
    base: payload.merge_group.base_sha,
    baseRef: payload.merge_group.base_ref,
  },
]);

export const dropMergeGroup = ask(MergeGroupEvent, (payload) => [
  { kind: 'drop-merge-group', repo: repoOf(payload), head: payload.merge_group.head_sha },
]);

/** "Re-run" beside the check. */
export const rerunCheck = ask(CheckRunEvent, (payload, cause) => rerun(payload, payload.check_run, cause));

/** "Re-run all checks". */
export const rerunSuite = ask(CheckSuiteEvent, (payload, cause) => rerun(payload, payload.check_suite, cause));

/** A button on the check. An unknown one is of an older or a newer version. */
export const pressButton = ask(CheckRunAction, (payload, cause) => {
  const full = BUTTONS.get(payload.requested_action.identifier);
  return full === undefined ? [] : rerun(payload, payload.check_run, cause, full);
});

/** Identifiers of the check's actions; whether they ask for all of the change. */
const BUTTONS: ReadonlyMap<string, boolean> = new Map([
  ['re-review', false],
  ['full-review', true],
]);

export const followDefaultBranch = ask(PushEvent, (payload) =>
  payload.ref === `refs/heads/${payload.repository.default_branch}` && !payload.deleted
    ? [{ kind: 'follow-default-branch', repo: repoOf(payload), after: payload.after }]
    : [],
);

export const forgetInstallation = ask(InstallationEvent, ({ installation }) => [
  { kind: 'forget-installation', installation: installation.id, repos: null },
]);

export const forgetRemoved = ask(RepositoriesRemoved, ({ installation, repositories_removed }) =>
  repositories_removed.length === 0
    ? []
    : [{ kind: 'forget-installation', installation: installation.id, repos: repositories_removed.map(({ id }) => id) }],
);

export const forgetRepository = ask(InRepositoryEvent, ({ installation, repository }) => [
  { kind: 'forget-installation', installation: installation.id, repos: [repository.id] },
]);

function ask<Payload extends z.ZodType>(
  schema: Payload,
  intents: (payload: z.infer<Payload>, cause: Cause) => Intent[],
): Ask {
  return (payload, cause) => intents(schema.parse(payload), cause);
}

function pull(payload: InRepository & { pull_request: { number: number } }, event: string): Intent {
  const { number } = payload.pull_request;
  return { kind: 'review-pull', repo: repoOf(payload), pull: number, cause: event, again: false, full: false };
}

/** Checks of other Apps are theirs. */
function rerun(
  payload: InRepository,
  check: z.infer<typeof CheckRunEvent>['check_run'],
  { event, appId }: Cause,
  full = false,
): Intent[] {
  if (check.app?.id !== appId) return [];
  return [{ kind: 'review-head', repo: repoOf(payload), head: check.head_sha, cause: event, full }];
}
