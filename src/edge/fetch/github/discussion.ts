import { z } from 'zod';
import { type Annotation, type Discussion, NO_DISCUSSION } from '../../../core/architect/discussion.ts';
import { FetchError } from '../../../core/errors.ts';
import { CHECK_NAME } from '../../../core/publication/check.ts';
import type { GitHubApi } from '../../github/api.ts';
import type { PullName } from './pull-url.ts';

/** Characters of one text. */
const LONGEST = 16_000;

const Issue = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string(),
  repository: z.object({ nameWithOwner: z.string() }),
});
const AnnotationNode = z.object({
  path: z.string(),
  title: z.string().nullable(),
  message: z.string(),
  location: z.object({ start: z.object({ line: z.number() }), end: z.object({ line: z.number() }) }),
});
const Run = z.object({ name: z.string(), annotations: nodesOf(AnnotationNode) });
const Suite = z.object({ checkRuns: nodesOf(Run) });
const Answer = z.object({
  repository: z.object({
    nameWithOwner: z.string(),
    pullRequest: z.object({
      commits: nodesOf(z.object({ commit: z.object({ oid: z.string(), message: z.string() }) })),
      closingIssuesReferences: nodesOf(Issue),
    }),
    head: z.object({ checkSuites: nodesOf(Suite) }).nullable(),
  }),
});

/** Code scanning reports as a check run, too: the alerts that a change brings are its annotations. */
const QUERY = `query Discussion($owner: String!, $repo: String!, $number: Int!, $head: GitObjectID!) {
  repository(owner: $owner, name: $repo) {
    nameWithOwner
    pullRequest(number: $number) {
      commits(first: 100) { nodes { commit { oid message } } }
      closingIssuesReferences(first: 5) { nodes { number title body repository { nameWithOwner } } }
    }
    head: object(oid: $head) {
      ... on Commit {
        checkSuites(first: 25) {
          nodes {
            checkRuns(first: 20, filterBy: { checkType: LATEST }) {
              nodes {
                name
                annotations(first: 50) {
                  nodes { path title message location { start { line } end { line } } }
                }
              }
            }
          }
        }
      }
    }
  }
}`;

/** What is said around a pull request, in one request; needs a token. A review is worth having without it. */
export async function readDiscussion(api: GitHubApi, name: PullName, head: string): Promise<Discussion> {
  try {
    return await askFor(api, name, head);
  } catch (error) {
    if (error instanceof FetchError) return { ...NO_DISCUSSION, unread: error.message };
    throw error;
  }
}

async function askFor(api: GitHubApi, name: PullName, head: string): Promise<Discussion> {
  const what = `discussion of ${name.owner}/${name.repo}#${name.number}`;
  const { repository } = await api.graphql(Answer, what, QUERY, { ...name, head });
  const { pullRequest, nameWithOwner } = repository;
  return {
    commits: pullRequest.commits.map(({ commit }) => ({ id: commit.oid, message: cut(commit.message), paths: null })),
    // Whoever writes a description may name an issue that its reader sees and others must not.
    issues: pullRequest.closingIssuesReferences
      .filter((issue) => issue.repository.nameWithOwner === nameWithOwner)
      .map(({ number, title, body }) => ({ number, title, body: cut(body) })),
    annotations: (repository.head?.checkSuites ?? []).flatMap(({ checkRuns }) => checkRuns.flatMap(annotationsOf)),
  };
}

/** Names under which this program speaks itself: its check, and what it uploads to code scanning. */
const OWN: ReadonlySet<string> = new Set([CHECK_NAME, 'go-architect']);

function annotationsOf({ name, annotations }: z.infer<typeof Run>): Annotation[] {
  if (OWN.has(name)) return [];
  return annotations.map(({ path, title, message, location: { start, end } }) => ({
    check: name,
    path,
    line: start.line,
    endLine: end.line,
    message: cut(title === null || message.includes(title) ? message : `${title}: ${message}`),
  }));
}

function nodesOf<Node>(node: z.ZodType<Node>) {
  return z
    .object({ nodes: z.array(node.nullable()).nullable() })
    .nullable()
    .transform((connection): Node[] => (connection?.nodes ?? []).filter((one): one is Node => one !== null));
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST).toWellFormed()}…` : text;
}
