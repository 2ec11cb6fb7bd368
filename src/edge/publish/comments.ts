import { z } from 'zod';
import { FetchError } from '../../core/errors.ts';
import type { NewComment, Plan } from '../../core/publication/plan.ts';
import type { SummaryComment } from '../../core/publication/standing.ts';
import type { Guard } from '../../pipeline/forge.ts';
import type { PullName } from '../fetch/github/pull-url.ts';
import type { GitHubApi } from '../github/api.ts';
import { type Part, putSummary } from './summary-comment.ts';

/** Threads that are answered in one request. GitHub counts each as a write. */
const BATCH = 20;

export interface ThreadWriter {
  api: GitHubApi;
  pull: PullName;
  /** GraphQL node id of the pull request. */
  pullId: string;
  /** The comment on it that stands. */
  summary: SummaryComment | null;
  guard: Guard;
}

/**
 * Writes all that the plan wants: one review for the threads to open, answers to and states of the others, and the one
 * comment on the pull request, most of the time in one request.
 *
 * @throws FetchError; whatever was done then, a new plan knows. With status 422 GitHub took none of the new comments,
 *   for the place of one of them
 */
export async function writeComments(writer: ThreadWriter, plan: Plan): Promise<void> {
  await editThreads(writer, plan);
  const steps = settling(plan);
  const opening = [
    ...(plan.comments.length > 0 ? [openReview(writer, plan)] : []),
    ...(plan.summary === null ? [] : putSummary(writer.pullId, writer.summary, plan.summary)),
  ];
  for (let at = 0; at === 0 || at < steps.length; at += BATCH) {
    const parts = [...(at === 0 ? opening : []), ...steps.slice(at, at + BATCH).map(settle)];
    if (parts.length > 0) await mutate(writer, parts);
  }
}

/**
 * Opens the plan's threads one by one, for when GitHub refuses them together.
 *
 * @returns fingerprints of those whose place GitHub does not take
 */
export async function openSingly({ api, pull, guard }: ThreadWriter, plan: Plan): Promise<Set<string>> {
  const refused = new Set<string>();
  for (const comment of plan.comments) {
    const { path, startLine, line, body } = comment;
    const range = startLine === line ? {} : { start_line: startLine, start_side: 'RIGHT' };
    await guard();
    try {
      await api.send(z.unknown(), whatOf(pull), 'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
        owner: pull.owner,
        repo: pull.repo,
        pull_number: pull.number,
        commit_id: plan.head,
        ...{ path, body, line, side: 'RIGHT', ...range },
      });
    } catch (error) {
      if (!isRefused(error)) throw error;
      refused.add(comment.fingerprint);
    }
  }
  return refused;
}

/** GitHub does not take what was written, most likely for its place. */
export function isRefused(error: unknown): boolean {
  return error instanceof FetchError && error.status === 422;
}

async function editThreads({ api, pull, guard }: ThreadWriter, plan: Plan): Promise<void> {
  for (const { comment, body } of plan.edits) {
    await guard();
    const route = 'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}';
    const name = { owner: pull.owner, repo: pull.repo, comment_id: comment };
    await api.send(z.unknown(), whatOf(pull), route, { ...name, body });
  }
}

async function mutate({ api, pull, guard }: ThreadWriter, parts: readonly Part[]): Promise<void> {
  const numbered = parts.map(({ fields, variables }, i) => ({
    fields: fields.replaceAll('@', String(i)),
    variables: Object.entries(variables).map(([name, variable]) => ({ name: `${name}${i}`, ...variable })),
  }));
  const variables = numbered.flatMap((part) => part.variables);
  const declared = variables.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const query = `mutation Review(${declared}) { ${numbered.map(({ fields }) => fields).join(' ')} }`;
  await guard();
  await api.graphql(
    z.unknown(),
    whatOf(pull),
    query,
    Object.fromEntries(variables.map(({ name, value }) => [name, value])),
  );
}

function openReview({ pullId }: ThreadWriter, plan: Plan): Part {
  const input = {
    pullRequestId: pullId,
    commitOID: plan.head,
    event: 'COMMENT',
    threads: plan.comments.map(draftOf),
  };
  return {
    fields: 'review@: addPullRequestReview(input: $review@) { clientMutationId }',
    variables: { review: { type: 'AddPullRequestReviewInput!', value: input } },
  };
}

function draftOf({ path, startLine, line, body }: NewComment): Record<string, unknown> {
  const range = startLine === line ? {} : { startLine, startSide: 'RIGHT' };
  return { path, body, line, side: 'RIGHT', ...range };
}

interface Step {
  thread: string;
  reply: string;
  verb: 'resolve' | 'unresolve' | null;
}

function settling({ close, reopen, canResolve }: Plan): Step[] {
  return [
    ...close.map(({ thread, reply }): Step => ({ thread, reply, verb: canResolve ? 'resolve' : null })),
    ...reopen.map(
      ({ thread, reply, resolved }): Step => ({ thread, reply, verb: resolved && canResolve ? 'unresolve' : null }),
    ),
  ];
}

function settle({ thread, reply, verb }: Step): Part {
  const answer =
    'reply@: addPullRequestReviewThreadReply(input: {pullRequestReviewThreadId: $thread@, body: $body@}) { clientMutationId }';
  const state = verb === null ? '' : ` state@: ${verb}ReviewThread(input: {threadId: $thread@}) { clientMutationId }`;
  return {
    fields: answer + state,
    variables: { thread: { type: 'ID!', value: thread }, body: { type: 'String!', value: reply } },
  };
}

function whatOf({ owner, repo, number }: PullName): string {
  return `comments on ${owner}/${repo}#${number}`;
}
