import { placeOf } from '../places.ts';
import { type Place, renderIssueComment, renderReview, renderReviewComment } from '../render/comment.ts';
import { nodeId, stamp } from '../render/links.ts';
import { association } from '../render/people.ts';
import {
  type Comment,
  type IssueComment,
  type Pull,
  type Review,
  type ReviewComment,
  reviewComments,
  type Thread,
} from '../world.ts';
import { connect, type PageArgs } from './connection.ts';
import { actorNode, type Context, type Node } from './context.ts';
import { pullNode } from './nodes-pull.ts';
import { repositoryNode } from './nodes-repository.ts';

function commonOf(context: Context, pull: Pull, comment: Comment): Node {
  return {
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    author: () => actorNode(context, comment.author),
    authorAssociation: association(pull.base, comment.author, pull),
    body: comment.body,
    createdAt: stamp(comment.createdAt),
    updatedAt: stamp(comment.updatedAt),
    lastEditedAt: comment.updatedAt > comment.createdAt ? stamp(comment.updatedAt) : null,
    isMinimized: comment.minimized !== null,
    minimizedReason: comment.minimized,
    viewerDidAuthor: comment.author.id === context.viewer.id,
    pullRequest: () => pullNode(context, pull),
    repository: () => repositoryNode(context, pull.base),
  };
}

export function issueCommentNode(context: Context, pull: Pull, comment: IssueComment): Node {
  return {
    ...commonOf(context, pull, comment),
    __typename: 'IssueComment',
    id: nodeId('IssueComment', comment.id),
    url: renderIssueComment(context.github.links, context.github.app, pull, comment).html_url,
  };
}

export function threadNode(context: Context, pull: Pull, thread: Thread): Node {
  const place = once(() => placeOf(pull, thread, context.github.limits.diff));
  const resolved = thread.resolvedBy;
  return {
    __typename: 'PullRequestReviewThread',
    id: nodeId('PullRequestReviewThread', thread.id),
    isResolved: resolved !== null,
    // It is a User to the schema, whoever it was.
    resolvedBy: () => (resolved === null ? null : { ...actorNode(context, resolved), __typename: 'User' }),
    isOutdated: async () => (await place()).outdated,
    isCollapsed: async () => resolved !== null || (await place()).outdated,
    path: thread.path,
    line: async () => (await place()).line,
    startLine: async () => (await place()).startLine,
    originalLine: thread.line,
    originalStartLine: thread.startLine,
    diffSide: thread.side,
    startDiffSide: thread.startSide,
    subjectType: thread.line === null ? 'FILE' : 'LINE',
    pullRequest: () => pullNode(context, pull),
    repository: () => repositoryNode(context, pull.base),
    viewerCanReply: true,
    comments: (args: PageArgs) =>
      connect(
        thread.comments,
        args,
        (comment) => comment.id,
        (comment) => reviewCommentNode(context, pull, thread, comment, place),
      ),
  };
}

export function reviewCommentNode(
  context: Context,
  pull: Pull,
  thread: Thread,
  comment: ReviewComment,
  place: () => Promise<Place> = once(() => placeOf(pull, thread, context.github.limits.diff)),
): Node {
  const review = pull.reviews.find(({ id }) => id === comment.review);
  const replied = thread.comments.find(({ id }) => id === comment.inReplyTo);
  return {
    ...commonOf(context, pull, comment),
    __typename: 'PullRequestReviewComment',
    id: nodeId('PullRequestReviewComment', comment.id),
    url: async () => renderReviewComment(context.github.links, pull, thread, comment, await place()).html_url,
    path: thread.path,
    diffHunk: thread.diffHunk,
    state: 'SUBMITTED',
    line: async () => (await place()).line,
    startLine: async () => (await place()).startLine,
    originalLine: thread.line,
    originalStartLine: thread.startLine,
    outdated: async () => (await place()).outdated,
    replyTo: () => (replied === undefined ? null : reviewCommentNode(context, pull, thread, replied, place)),
    pullRequestReview: () => (review === undefined ? null : reviewNode(context, pull, review)),
  };
}

export function reviewNode(context: Context, pull: Pull, review: Review): Node {
  return {
    __typename: 'PullRequestReview',
    id: nodeId('PullRequestReview', review.id),
    databaseId: review.id,
    fullDatabaseId: String(review.id),
    author: () => actorNode(context, review.author),
    authorAssociation: association(pull.base, review.author, pull),
    body: review.body,
    state: review.state,
    url: renderReview(context.github.links, pull, review).html_url,
    createdAt: stamp(review.submittedAt),
    submittedAt: stamp(review.submittedAt),
    viewerDidAuthor: review.author.id === context.viewer.id,
    commit: { __typename: 'Commit', id: nodeId('Commit', review.commit), oid: review.commit },
    pullRequest: () => pullNode(context, pull),
    comments: (args: PageArgs) =>
      connect(
        reviewComments(pull).filter(({ comment }) => comment.review === review.id),
        args,
        ({ comment }) => comment.id,
        ({ thread, comment }) => reviewCommentNode(context, pull, thread, comment),
      ),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
