import { unprocessable } from '../http/errors.ts';
import { type Anchor, anchorHunk, isCommitOf, placeOf } from '../places.ts';
import { renderReview, renderReviewComment } from '../render/comment.ts';
import { nodeId } from '../render/links.ts';
import { renderPull } from '../render/pull.ts';
import type { Standin } from '../standin.ts';
import type { Account, Pull, Review, ReviewComment, Thread } from '../world.ts';
import { found } from '../world.ts';
import { newComment } from './comments.ts';

export interface ReviewWanted {
  author: Account;
  body: string;
  state: Review['state'];
  commit: string;
  comments: readonly { anchor: Anchor; body: string }[];
}

/** All of the review or nothing. @throws HttpError 422 for a comment off the diff */
export async function addReview(github: Standin, pull: Pull, wanted: ReviewWanted): Promise<Review> {
  const { commit, author } = wanted;
  if (!(await isCommitOf(pull, commit))) throw unprocessable('The commit is not part of the pull request');
  const anchored = [];
  for (const { anchor, body } of wanted.comments)
    anchored.push({ anchor, body, hunk: await anchorHunk(pull, commit, anchor, github.limits.diff) });
  const mergeBase = found(await pull.base.objects.mergeBase(pull.baseSha, commit));
  const review: Review = {
    ...{ id: github.world.nextId(), author, body: wanted.body, state: wanted.state, commit },
    submittedAt: github.world.now(),
  };
  pull.reviews.push(review);
  const threads = anchored.map(({ anchor, body, hunk }): Thread => {
    const { path, side, line, startLine } = anchor;
    const comment = { ...newComment(github, author, body), review: review.id, inReplyTo: null };
    return {
      ...{ id: github.world.nextId(), path, side, line, startLine, commit, mergeBase, diffHunk: hunk },
      startSide: startLine === null ? null : anchor.startSide,
      ...{ resolvedBy: null, comments: [comment] },
    };
  });
  pull.threads.push(...threads);
  for (const thread of threads)
    for (const comment of thread.comments) await tellReviewComment(github, pull, thread, comment, 'created', author);
  tellReview(github, pull, review, author);
  return review;
}

/** Every reply is a review of its own, as at GitHub. */
export async function addReply(
  github: Standin,
  pull: Pull,
  thread: Thread,
  author: Account,
  body: string,
): Promise<ReviewComment> {
  const review: Review = {
    ...{ id: github.world.nextId(), author, body: '', state: 'COMMENTED', commit: pull.headSha },
    submittedAt: github.world.now(),
  };
  pull.reviews.push(review);
  const inReplyTo = thread.comments[0]?.id ?? null;
  const comment: ReviewComment = { ...newComment(github, author, body), review: review.id, inReplyTo };
  thread.comments.push(comment);
  await tellReviewComment(github, pull, thread, comment, 'created', author);
  tellReview(github, pull, review, author);
  return comment;
}

export async function editReviewComment(
  github: Standin,
  pull: Pull,
  thread: Thread,
  comment: ReviewComment,
  body: string,
  by: Account,
): Promise<void> {
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.updatedAt = github.world.now();
  await tellReviewComment(github, pull, thread, comment, 'edited', by, { changes });
}

/** A thread goes with its last comment. */
export async function deleteReviewComment(
  github: Standin,
  pull: Pull,
  thread: Thread,
  comment: ReviewComment,
  by: Account,
): Promise<void> {
  thread.comments.splice(thread.comments.indexOf(comment), 1);
  if (thread.comments.length === 0) pull.threads.splice(pull.threads.indexOf(thread), 1);
  await tellReviewComment(github, pull, thread, comment, 'deleted', by);
}

export async function setResolved(
  github: Standin,
  pull: Pull,
  thread: Thread,
  resolved: boolean,
  by: Account,
): Promise<void> {
  if ((thread.resolvedBy !== null) === resolved) return;
  thread.resolvedBy = resolved ? by : null;
  const place = await placeOf(pull, thread, github.limits.diff);
  const comments = thread.comments.map((comment) => renderReviewComment(github.links, pull, thread, comment, place));
  github.tell(pull.base, 'pull_request_review_thread', by, {
    action: resolved ? 'resolved' : 'unresolved',
    pull_request: renderPull(github.links, pull),
    thread: { node_id: nodeId('PullRequestReviewThread', thread.id), comments },
  });
}

async function tellReviewComment(
  github: Standin,
  pull: Pull,
  thread: Thread,
  comment: ReviewComment,
  action: string,
  by: Account,
  fields: Record<string, unknown> = {},
): Promise<void> {
  const place = await placeOf(pull, thread, github.limits.diff);
  github.tell(pull.base, 'pull_request_review_comment', by, {
    action,
    comment: renderReviewComment(github.links, pull, thread, comment, place),
    pull_request: renderPull(github.links, pull),
    ...fields,
  });
}

function tellReview(github: Standin, pull: Pull, review: Review, by: Account): void {
  github.tell(pull.base, 'pull_request_review', by, {
    action: 'submitted',
    review: { ...renderReview(github.links, pull, review), state: review.state.toLowerCase() },
    pull_request: renderPull(github.links, pull),
  });
}
