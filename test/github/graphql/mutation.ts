import { addIssueComment, deleteIssueComment, editIssueComment } from '../actions/comments.ts';
import { addReply, addReview, deleteReviewComment, editReviewComment, setResolved } from '../actions/reviews.ts';
import { COMMENT_CHARACTERS } from '../rest/limits.ts';
import type { Review, Side } from '../world.ts';
import { type Context, type Node, need } from './context.ts';
import { refuse } from './errors.ts';
import { named, namedAs } from './lookup.ts';
import { issueCommentNode, reviewCommentNode, reviewNode, threadNode } from './nodes-comment.ts';
import { pullNode } from './nodes-pull.ts';

const PULLS = [{ pull_requests: 'write' }] as const;
const ISSUES = [{ issues: 'write' }, { pull_requests: 'write' }] as const;
/** Resolving counts as changing the repository. */
const RESOLVE = [{ contents: 'write', pull_requests: 'write' }] as const;

interface Input<T> {
  input: T & { clientMutationId?: string | null };
}

export function mutationRoot(context: Context): Node {
  const { github, viewer } = context;
  const resolve = async (threadId: string, resolved: boolean): Promise<Node> => {
    const { repo, pull, thread } = namedAs(context, 'PullRequestReviewThread', threadId);
    need(context, repo, RESOLVE);
    await setResolved(github, pull, thread, resolved, viewer);
    return { thread: threadNode(context, pull, thread) };
  };
  const minimize = (subjectId: string, reason: string | null): Node => {
    const found = named(context, subjectId);
    if (found.kind !== 'IssueComment' && found.kind !== 'PullRequestReviewComment')
      throw refuse('UNPROCESSABLE', `${subjectId} cannot be minimized here`);
    need(context, found.repo, found.kind === 'IssueComment' ? ISSUES : PULLS);
    found.comment.minimized = reason;
    const node =
      found.kind === 'IssueComment'
        ? issueCommentNode(context, found.pull, found.comment)
        : reviewCommentNode(context, found.pull, found.thread, found.comment);
    return reason === null ? { unminimizedComment: node } : { minimizedComment: node };
  };
  const fields = {
    resolveReviewThread: ({ input }: Input<{ threadId: string }>) => resolve(input.threadId, true),
    unresolveReviewThread: ({ input }: Input<{ threadId: string }>) => resolve(input.threadId, false),
    minimizeComment: ({ input }: Input<{ subjectId: string; classifier: string }>) =>
      minimize(input.subjectId, input.classifier.toLowerCase()),
    unminimizeComment: ({ input }: Input<{ subjectId: string }>) => minimize(input.subjectId, null),
    addPullRequestReviewThreadReply: async ({ input }: Input<{ pullRequestReviewThreadId: string; body: string }>) => {
      const { repo, pull, thread } = namedAs(context, 'PullRequestReviewThread', input.pullRequestReviewThreadId);
      need(context, repo, PULLS);
      const comment = await addReply(github, pull, thread, viewer, checked(input.body));
      return { comment: reviewCommentNode(context, pull, thread, comment) };
    },
    updatePullRequestReviewComment: async ({ input }: Input<{ pullRequestReviewCommentId: string; body: string }>) => {
      const { repo, pull, thread, comment } = namedAs(
        context,
        'PullRequestReviewComment',
        input.pullRequestReviewCommentId,
      );
      need(context, repo, PULLS);
      await editReviewComment(github, pull, thread, comment, checked(input.body), viewer);
      return { pullRequestReviewComment: reviewCommentNode(context, pull, thread, comment) };
    },
    deletePullRequestReviewComment: async ({ input }: Input<{ id: string }>) => {
      const { repo, pull, thread, comment } = namedAs(context, 'PullRequestReviewComment', input.id);
      need(context, repo, PULLS);
      const node = reviewCommentNode(context, pull, thread, comment);
      await deleteReviewComment(github, pull, thread, comment, viewer);
      return { pullRequestReviewComment: node };
    },
    addComment: ({ input }: Input<{ subjectId: string; body: string }>) => {
      const { repo, pull } = namedAs(context, 'PullRequest', input.subjectId);
      need(context, repo, ISSUES);
      const comment = addIssueComment(github, pull, viewer, checked(input.body));
      const node = issueCommentNode(context, pull, comment);
      return { commentEdge: { cursor: String(comment.id), node }, subject: pullNode(context, pull) };
    },
    updateIssueComment: ({ input }: Input<{ id: string; body: string }>) => {
      const { repo, pull, comment } = namedAs(context, 'IssueComment', input.id);
      need(context, repo, ISSUES);
      editIssueComment(github, pull, comment, checked(input.body), viewer);
      return { issueComment: issueCommentNode(context, pull, comment) };
    },
    deleteIssueComment: ({ input }: Input<{ id: string }>) => {
      const { repo, pull, comment } = namedAs(context, 'IssueComment', input.id);
      need(context, repo, ISSUES);
      deleteIssueComment(github, pull, comment, viewer);
      return {};
    },
    addPullRequestReview: (args: Input<ReviewInput>) => addPullRequestReview(context, args.input),
  };
  return withMutationIds(fields);
}

interface ReviewInput {
  pullRequestId: string;
  body?: string | null;
  event?: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT' | 'DISMISS' | null;
  commitOID?: string | null;
  threads?:
    | {
        path: string;
        line: number;
        side?: Side | null;
        startLine?: number | null;
        startSide?: Side | null;
        body: string;
      }[]
    | null;
}

const STATES: Record<string, Review['state']> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
};

async function addPullRequestReview(context: Context, input: ReviewInput): Promise<Node> {
  const { repo, pull } = namedAs(context, 'PullRequest', input.pullRequestId);
  need(context, repo, PULLS);
  const state = STATES[input.event ?? ''];
  if (state === undefined)
    throw refuse('UNPROCESSABLE', 'A pending review is not what the stand-in knows: give an event');
  const review = await addReview(context.github, pull, {
    ...{ author: context.viewer, body: checked(input.body ?? ''), state, commit: input.commitOID ?? pull.headSha },
    comments: (input.threads ?? []).map(({ path, line, side, startLine, startSide, body }) => ({
      anchor: {
        path,
        line,
        side: side ?? 'RIGHT',
        startLine: startLine ?? null,
        startSide: startSide ?? side ?? 'RIGHT',
      },
      body: checked(body),
    })),
  });
  return { pullRequestReview: reviewNode(context, pull, review) };
}

function checked(body: string): string {
  if (body.length > COMMENT_CHARACTERS)
    throw refuse('UNPROCESSABLE', `Body is too long (maximum is ${COMMENT_CHARACTERS} characters)`);
  return body;
}

/** Every payload repeats the id that its input had. */
function withMutationIds(fields: Record<string, (args: never) => Node | Promise<Node>>): Node {
  const entries = Object.entries(fields).map(([name, field]) => [
    name,
    async (args: never) => {
      const { input }: Input<object> = args;
      return { clientMutationId: input.clientMutationId ?? null, ...(await field(args)) };
    },
  ]);
  return Object.fromEntries(entries);
}
