import { z } from 'zod';
import { addReply, addReview, deleteReviewComment, editReviewComment } from '../actions/reviews.ts';
import { HttpError, invalid, unprocessable } from '../http/errors.ts';
import { NO_CONTENT, ok, page } from '../http/reply.ts';
import { type RepoCall, type Route, repoRoute } from '../http/router.ts';
import { type Anchor, isCommitOf, placeOf } from '../places.ts';
import { renderReview, renderReviewComment } from '../render/comment.ts';
import { found, type Pull, pullOf, type ReviewComment, reviewComments, type Thread } from '../world.ts';
import { parseBody } from './body.ts';
import { author } from './caller.ts';
import { COMMENT_CHARACTERS } from './limits.ts';

const READ = { pull_requests: 'read' } as const;
const WRITE = { pull_requests: 'write' } as const;
const PULL = '/repos/{owner}/{repo}/pulls/{pull_number}';

export const reviewRoutes: Route[] = [
  repoRoute(`GET ${PULL}/reviews`, READ, ({ github, repo, id, url }) => {
    const pull = pullOf(repo, id('pull_number'));
    return page(
      url,
      pull.reviews.map((review) => renderReview(github.links, pull, review)),
    );
  }),
  repoRoute(`POST ${PULL}/reviews`, WRITE, createReview),
  repoRoute(`GET ${PULL}/comments`, READ, async (call) => {
    const pull = pullOf(call.repo, call.id('pull_number'));
    const rows = reviewComments(pull);
    if (call.query.get('direction') === 'desc' && call.query.has('sort')) rows.reverse();
    return page(call.url, await Promise.all(rows.map((row) => rendered(call, pull, row))));
  }),
  repoRoute(`POST ${PULL}/comments`, WRITE, createComment),
  repoRoute(`POST ${PULL}/comments/{comment_id}/replies`, WRITE, async (call) => {
    const pull = pullOf(call.repo, call.id('pull_number'));
    const { thread } = commentOf(pull, call.id('comment_id'));
    return reply(call, pull, thread, parseBody(z.object({ body: z.string() }), call.body).body);
  }),
  repoRoute('GET /repos/{owner}/{repo}/pulls/comments/{comment_id}', READ, async (call) => {
    const { pull, ...row } = anywhere(call);
    return ok(await rendered(call, pull, row));
  }),
  repoRoute('PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}', WRITE, async (call) => {
    const { pull, ...row } = anywhere(call);
    const { body } = parseBody(z.object({ body: z.string() }), call.body);
    checkBody(body);
    await editReviewComment(call.github, pull, row.thread, row.comment, body, author(call));
    return ok(await rendered(call, pull, row));
  }),
  repoRoute('DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}', WRITE, async (call) => {
    const { pull, thread, comment } = anywhere(call);
    await deleteReviewComment(call.github, pull, thread, comment, author(call));
    return NO_CONTENT;
  }),
];

const SideName = z.enum(['LEFT', 'RIGHT']);
const NewReview = z.object({
  commit_id: z.string().optional(),
  body: z.string().optional(),
  event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']).optional(),
  comments: z
    .array(
      z.object({
        path: z.string(),
        body: z.string(),
        line: z.number().optional(),
        side: SideName.optional(),
        start_line: z.number().optional(),
        start_side: SideName.optional(),
      }),
    )
    .optional(),
});

const STATES = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;

async function createReview(call: RepoCall) {
  const { github, repo } = call;
  const pull = pullOf(repo, call.id('pull_number'));
  const wanted = parseBody(NewReview, call.body);
  const { body = '', event, comments = [] } = wanted;
  if (event === undefined) throw new HttpError(422, 'A pending review is not what the stand-in knows: give an event');
  const commit = wanted.commit_id ?? pull.headSha;
  if (event !== 'APPROVE' && body === '' && (comments.length === 0 || event === 'REQUEST_CHANGES'))
    throw unprocessable('Review cannot be submitted without a body');
  if (event !== 'COMMENT' && author(call).id === pull.author.id)
    throw unprocessable(`Can not ${event === 'APPROVE' ? 'approve' : 'request changes on'} your own pull request`);
  checkBody(body);
  for (const comment of comments) checkBody(comment.body);
  const review = await addReview(github, pull, {
    ...{ author: author(call), body, state: STATES[event], commit },
    comments: comments.map((comment) => ({ anchor: anchorOf(comment), body: comment.body })),
  });
  return ok(renderReview(github.links, pull, review));
}

type Placed = { path: string; line?: number | undefined; side?: 'LEFT' | 'RIGHT' | undefined } & {
  start_line?: number | undefined;
  start_side?: 'LEFT' | 'RIGHT' | undefined;
};

function anchorOf({ path, line, side = 'RIGHT', start_line, start_side = side }: Placed): Anchor {
  if (line === undefined) throw unprocessable('Line could not be resolved');
  return { path, line, side, startLine: start_line ?? null, startSide: start_side };
}

const NewComment = z.object({
  body: z.string(),
  commit_id: z.string().optional(),
  path: z.string().optional(),
  line: z.number().optional(),
  side: SideName.optional(),
  start_line: z.number().optional(),
  start_side: SideName.optional(),
  in_reply_to: z.number().optional(),
});

async function createComment(call: RepoCall) {
  const pull = pullOf(call.repo, call.id('pull_number'));
  const { in_reply_to, body, commit_id, path, ...place } = parseBody(NewComment, call.body);
  if (in_reply_to !== undefined) return reply(call, pull, commentOf(pull, in_reply_to).thread, body);
  if (commit_id === undefined || path === undefined)
    throw new HttpError(422, 'Invalid request.\n\n"commit_id", "path" weren\'t supplied.');
  checkBody(body);
  if (!(await isCommitOf(pull, commit_id)))
    throw invalid('PullRequestReviewComment', 'commit_id', 'custom', 'commit_id is not part of the pull request');
  const before = pull.threads.length;
  await addReview(call.github, pull, {
    ...{ author: author(call), body: '', state: 'COMMENTED', commit: commit_id },
    comments: [{ anchor: anchorOf({ path, ...place }), body }],
  }).catch((error: unknown) => {
    if (!(error instanceof HttpError)) throw error;
    const complaint = 'pull_request_review_thread.line must be part of the diff';
    throw invalid('PullRequestReviewComment', 'pull_request_review_thread.line', 'custom', complaint);
  });
  const thread = found(pull.threads[before]);
  return ok(await rendered(call, pull, { thread, comment: found(thread.comments[0]) }), 201);
}

async function reply(call: RepoCall, pull: Pull, thread: Thread, body: string) {
  checkBody(body);
  const comment = await addReply(call.github, pull, thread, author(call), body);
  return ok(await rendered(call, pull, { thread, comment }), 201);
}

function checkBody(body: string): void {
  if (body.length > COMMENT_CHARACTERS)
    throw unprocessable(`Body is too long (maximum is ${COMMENT_CHARACTERS} characters)`);
}

interface Row {
  thread: Thread;
  comment: ReviewComment;
}

function commentOf(pull: Pull, comment: number): Row {
  return found(reviewComments(pull).find((row) => row.comment.id === comment));
}

function anywhere({ repo, id }: RepoCall): Row & { pull: Pull } {
  const wanted = id('comment_id');
  for (const pull of repo.pulls.values()) {
    const row = reviewComments(pull).find(({ comment }) => comment.id === wanted);
    if (row !== undefined) return { pull, ...row };
  }
  throw new HttpError(404, 'Not Found');
}

async function rendered({ github }: RepoCall, pull: Pull, { thread, comment }: Row) {
  const place = await placeOf(pull, thread, github.limits.diff);
  return renderReviewComment(github.links, pull, thread, comment, place);
}
