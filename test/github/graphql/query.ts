import { stamp } from '../render/links.ts';
import type { Context, Node } from './context.ts';
import { actorNode, need } from './context.ts';
import { refuse } from './errors.ts';
import { type Named, named } from './lookup.ts';
import { issueCommentNode, reviewCommentNode, reviewNode, threadNode } from './nodes-comment.ts';
import { pullNode } from './nodes-pull.ts';
import { repositoryNode } from './nodes-repository.ts';

const PULLS = [{ pull_requests: 'read' }] as const;
const METADATA = [{ metadata: 'read' }] as const;

export function queryRoot(context: Context): Node {
  return {
    viewer: () => ({ ...actorNode(context, context.viewer), __typename: 'User', login: context.viewer.login }),
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const { world } = context.github;
      const repo =
        world.repoNamed(owner, name) ?? world.repos.get(world.renamed.get(`${owner}/${name}`.toLowerCase()) ?? 0);
      const unknown = refuse('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
      if (repo === undefined || repo.deleted) throw unknown;
      try {
        need(context, repo, METADATA);
      } catch {
        throw unknown;
      }
      return repositoryNode(context, repo);
    },
    node: ({ id }: { id: string }) => nodeOf(context, named(context, id)),
    nodes: ({ ids }: { ids: string[] }) => ids.map((id) => nodeOf(context, named(context, id))),
    rateLimit: () => ({
      ...{ limit: 5000, cost: 1, used: 1, remaining: 4999, nodeCount: 0 },
      resetAt: stamp(new Date(context.github.world.now().getTime() + 3_600_000)),
    }),
  };
}

function nodeOf(context: Context, found: Named): Node {
  need(context, found.repo, found.kind === 'Repository' ? METADATA : PULLS);
  switch (found.kind) {
    case 'Repository':
      return repositoryNode(context, found.repo);
    case 'PullRequest':
      return pullNode(context, found.pull);
    case 'PullRequestReviewThread':
      return threadNode(context, found.pull, found.thread);
    case 'PullRequestReviewComment':
      return reviewCommentNode(context, found.pull, found.thread, found.comment);
    case 'PullRequestReview':
      return reviewNode(context, found.pull, found.review);
    case 'IssueComment':
      return issueCommentNode(context, found.pull, found.comment);
  }
}
