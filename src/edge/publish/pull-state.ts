import { z } from 'zod';
import { CONFIG_PATH } from '../../core/config/repo-config.ts';
import { findingMarkerOf, isSummary, replyMarkerOf } from '../../core/publication/marker.ts';
import type { Standing, SummaryComment, Thread } from '../../core/publication/standing.ts';
import type { PullState } from '../../pipeline/forge.ts';
import type { GitHubApi, RepoName } from '../github/api.ts';
import { ConfigNode, configBlob } from './config-blob.ts';

/**
 * Reads it in one request, and one more for every further hundred threads or comments.
 *
 * @param bot login of the App's account, without `[bot]`
 * @returns null when the pull request is not there any more
 * @throws FetchError
 */
export async function readPullState(
  api: GitHubApi,
  repo: RepoName,
  number: number,
  bot: string,
): Promise<PullState | null> {
  const what = `pull request ${repo.owner}/${repo.repo}#${number}`;
  const threads: Thread[] = [];
  let summary: SummaryComment | null = null;
  let cursors: { threads: string | null; comments: string | null } = { threads: null, comments: null };
  for (;;) {
    const { repository } = await api.graphql(Answer, what, QUERY, {
      owner: repo.owner,
      repo: repo.repo,
      number,
      config: `HEAD:${CONFIG_PATH}`,
      ...cursors,
    });
    const pull = repository?.pullRequest;
    if (!repository || !pull) return null;
    threads.push(...pull.reviewThreads.nodes.flatMap((node) => threadOf(node, bot) ?? []));
    summary ??= summaryOf(pull.comments.nodes, bot);
    const more = { threads: pull.reviewThreads.pageInfo, comments: pull.comments.pageInfo };
    // The program has one comment: once it is found, no further page of comments matters.
    if (!more.threads.hasNextPage && (summary !== null || !more.comments.hasNextPage))
      return stateOf(repository, pull, { threads, summary });
    cursors = {
      threads: more.threads.endCursor ?? cursors.threads,
      comments: more.comments.endCursor ?? cursors.comments,
    };
  }
}

const Author = z.object({ login: z.string(), __typename: z.string() }).nullable();
const PageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const Comment = z.object({ id: z.string(), databaseId: z.number(), url: z.string(), body: z.string(), author: Author });
type Comment = z.infer<typeof Comment>;
const ThreadNode = z.object({
  id: z.string(),
  isResolved: z.boolean(),
  path: z.string(),
  line: z.number().nullable(),
  comments: z.object({ nodes: z.array(Comment) }),
});
type ThreadNode = z.infer<typeof ThreadNode>;
const PullNode = z.object({
  id: z.string(),
  url: z.string(),
  title: z.string(),
  body: z.string(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  isDraft: z.boolean(),
  isCrossRepository: z.boolean(),
  author: Author,
  baseRefName: z.string(),
  baseRefOid: z.string(),
  headRefOid: z.string(),
  labels: z.object({ nodes: z.array(z.object({ name: z.string() })) }).nullable(),
  reviewThreads: z.object({ pageInfo: PageInfo, nodes: z.array(ThreadNode) }),
  comments: z.object({ pageInfo: PageInfo, nodes: z.array(Comment) }),
});
type PullNode = z.infer<typeof PullNode>;
const Repository = z.object({
  isPrivate: z.boolean(),
  defaultBranchRef: z.object({ name: z.string() }).nullable(),
  config: ConfigNode.nullable(),
  pullRequest: PullNode.nullable(),
});
const Answer = z.object({ repository: Repository.nullable() });

const QUERY = `query PullState(
  $owner: String!, $repo: String!, $number: Int!, $config: String!, $threads: String, $comments: String
) {
  repository(owner: $owner, name: $repo) {
    isPrivate
    defaultBranchRef { name }
    config: object(expression: $config) { oid ... on Blob { text isTruncated } }
    pullRequest(number: $number) {
      id url title body state isDraft isCrossRepository baseRefName baseRefOid headRefOid
      author { login __typename }
      labels(first: 100) { nodes { name } }
      reviewThreads(first: 100, after: $threads) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id isResolved path line
          comments(first: 50) { nodes { id databaseId url body author { login __typename } } }
        }
      }
      comments(first: 100, after: $comments) {
        pageInfo { hasNextPage endCursor }
        nodes { id databaseId url body author { login __typename } }
      }
    }
  }
}`;

function stateOf(repository: z.infer<typeof Repository>, pull: PullNode, standing: Standing): PullState {
  const { config } = repository;
  return {
    id: pull.id,
    url: pull.url,
    open: pull.state === 'OPEN',
    draft: pull.isDraft,
    isPrivate: repository.isPrivate,
    isFork: pull.isCrossRepository,
    title: pull.title,
    body: pull.body,
    author: pull.author && { login: pull.author.login, isBot: pull.author.__typename === 'Bot' },
    labels: pull.labels?.nodes.map(({ name }) => name) ?? [],
    baseRef: pull.baseRefName,
    baseSha: pull.baseRefOid,
    head: pull.headRefOid,
    defaultBranch: repository.defaultBranchRef?.name ?? '',
    config: configBlob(config),
    standing,
  };
}

/** A thread that the program opened; null for all others. */
function threadOf(node: ThreadNode, bot: string): Thread | null {
  const [first, ...replies] = node.comments.nodes;
  const marker = first && isOwn(first, bot) ? findingMarkerOf(first.body) : null;
  if (!first || marker === null) return null;
  const said = replies.filter((reply) => isOwn(reply, bot)).map((reply) => replyMarkerOf(reply.body));
  return {
    ...marker,
    id: node.id,
    comment: first.databaseId,
    url: first.url,
    path: node.path,
    line: node.line,
    resolved: node.isResolved,
    closedByUs: said.findLast((word) => word !== null) === 'closed',
  };
}

function summaryOf(comments: readonly Comment[], bot: string): SummaryComment | null {
  const own = comments.find((comment) => isOwn(comment, bot) && isSummary(comment.body));
  return own ? { id: own.id, body: own.body } : null;
}

/** Only what the App's own account wrote counts: anyone can write a marker. */
function isOwn({ author }: Comment, bot: string): boolean {
  return author?.__typename === 'Bot' && author.login === bot;
}
