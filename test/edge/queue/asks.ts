import type {
  RepoRef,
  ReviewHead,
  ReviewMergeGroup,
  ReviewPull,
  StopReview,
} from '../../../src/core/intents/intent.ts';
import type { Delivery } from '../../../src/pipeline/service-ports.ts';

let made = 0;

/** A repository that no other test uses. */
export function newRepo(installation = 1): RepoRef {
  made += 1;
  return { installation, id: made, owner: 'shop', name: `repo-${made}` };
}

export function newDelivery(event = 'pull_request.opened'): Delivery {
  made += 1;
  return { id: `delivery-${made}`, event };
}

export function review(repo: RepoRef, pull: number, more: Partial<ReviewPull> = {}): ReviewPull {
  return { kind: 'review-pull', repo, pull, cause: 'pull_request.opened', again: false, full: false, ...more };
}

export function stopReview(repo: RepoRef, pull: number): StopReview {
  return { kind: 'stop-review', repo, pull };
}

export function reviewHead(repo: RepoRef, head: string, full = false): ReviewHead {
  return { kind: 'review-head', repo, head, cause: 'check_run.rerequested', full };
}

export function reviewMergeGroup(repo: RepoRef, head: string): ReviewMergeGroup {
  return { kind: 'review-merge-group', repo, head, base: 'base', baseRef: 'refs/heads/main' };
}
