import type { AppInfo, Comment, Pull, Review, ReviewComment, Side, Thread } from '../world.ts';
import { type Links, nodeId, stamp } from './links.ts';
import { association, renderAccount, renderApp } from './people.ts';
import { pullHtml, pullUrl, renderReactions } from './pull.ts';
import { repoUrl } from './repository.ts';

export function renderIssueComment(links: Links, app: AppInfo, pull: Pull, comment: Comment) {
  const url = `${repoUrl(links, pull.base)}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: `${pullHtml(links, pull)}#issuecomment-${comment.id}`,
    issue_url: `${repoUrl(links, pull.base)}/issues/${pull.number}`,
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    user: renderAccount(links, comment.author),
    created_at: stamp(comment.createdAt),
    updated_at: stamp(comment.updatedAt),
    author_association: association(pull.base, comment.author, pull),
    body: comment.body,
    reactions: renderReactions(url, comment.reactions),
    performed_via_github_app: comment.author.id === app.bot.id ? renderApp(links, app) : null,
  };
}

/** Where a thread stands in the pull request as it is now; null lines once it is outdated. */
export interface Place {
  line: number | null;
  startLine: number | null;
  outdated: boolean;
}

export function renderReviewComment(links: Links, pull: Pull, thread: Thread, comment: ReviewComment, place: Place) {
  const url = `${repoUrl(links, pull.base)}/pulls/comments/${comment.id}`;
  const html = `${pullHtml(links, pull)}#discussion_r${comment.id}`;
  const subject: 'file' | 'line' = thread.line === null ? 'file' : 'line';
  return {
    url,
    pull_request_review_id: comment.review,
    id: comment.id,
    node_id: nodeId('PullRequestReviewComment', comment.id),
    diff_hunk: thread.diffHunk,
    path: thread.path,
    commit_id: place.outdated ? thread.commit : pull.headSha,
    original_commit_id: thread.commit,
    user: renderAccount(links, comment.author),
    body: comment.body,
    created_at: stamp(comment.createdAt),
    updated_at: stamp(comment.updatedAt),
    html_url: html,
    pull_request_url: pullUrl(links, pull),
    author_association: association(pull.base, comment.author, pull),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pullUrl(links, pull) } },
    reactions: renderReactions(url, comment.reactions),
    start_line: place.startLine,
    original_start_line: thread.startLine,
    start_side: thread.startSide satisfies Side | null,
    line: place.line,
    original_line: thread.line,
    side: thread.side,
    // Counted within the patch: old clients only, and nobody here reads it.
    position: place.outdated ? null : 1,
    original_position: 1,
    subject_type: subject,
    ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
  };
}

export function renderReview(links: Links, pull: Pull, review: Review) {
  const html = `${pullHtml(links, pull)}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: renderAccount(links, review.author),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pullUrl(links, pull),
    author_association: association(pull.base, review.author, pull),
    _links: { html: { href: html }, pull_request: { href: pullUrl(links, pull) } },
    submitted_at: stamp(review.submittedAt),
    commit_id: review.commit,
  };
}
