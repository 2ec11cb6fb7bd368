import { parseNodeId } from '../render/links.ts';
import type { IssueComment, Pull, Repo, Review, ReviewComment, Thread } from '../world.ts';
import type { Context } from './context.ts';
import { refuse } from './errors.ts';

/** What a node id names, with what it belongs to. */
export type Named =
  | { kind: 'Repository'; repo: Repo }
  | { kind: 'PullRequest'; repo: Repo; pull: Pull }
  | { kind: 'PullRequestReviewThread'; repo: Repo; pull: Pull; thread: Thread }
  | { kind: 'PullRequestReviewComment'; repo: Repo; pull: Pull; thread: Thread; comment: ReviewComment }
  | { kind: 'PullRequestReview'; repo: Repo; pull: Pull; review: Review }
  | { kind: 'IssueComment'; repo: Repo; pull: Pull; comment: IssueComment };

/** @throws GraphQLError NOT_FOUND */
export function named(context: Context, node: string): Named {
  const parsed = parseNodeId(node);
  const found = parsed === null ? null : find(context, parsed.type, Number(parsed.id));
  if (found === null) throw refuse('NOT_FOUND', `Could not resolve to a node with the global id of '${node}'`);
  return found;
}

/** @throws GraphQLError NOT_FOUND for another kind as well */
export function namedAs<K extends Named['kind']>(context: Context, kind: K, node: string): Extract<Named, { kind: K }> {
  const found = named(context, node);
  if (!is(found, kind)) throw refuse('NOT_FOUND', `Could not resolve to ${kind} node with the global id of '${node}'.`);
  return found;
}

function is<K extends Named['kind']>(found: Named, kind: K): found is Extract<Named, { kind: K }> {
  return found.kind === kind;
}

function find(context: Context, type: string, id: number): Named | null {
  for (const repo of context.github.world.liveRepos()) {
    if (type === 'Repository' && repo.id === id) return { kind: type, repo };
    for (const pull of repo.pulls.values()) {
      const found = findIn(repo, pull, type, id);
      if (found !== null) return found;
    }
  }
  return null;
}

function findIn(repo: Repo, pull: Pull, type: string, id: number): Named | null {
  switch (type) {
    case 'PullRequest':
      return pull.id === id ? { kind: type, repo, pull } : null;
    case 'PullRequestReview': {
      const review = pull.reviews.find((one) => one.id === id);
      return review === undefined ? null : { kind: type, repo, pull, review };
    }
    case 'IssueComment': {
      const comment = pull.comments.find((one) => one.id === id);
      return comment === undefined ? null : { kind: type, repo, pull, comment };
    }
    case 'PullRequestReviewThread': {
      const thread = pull.threads.find((one) => one.id === id);
      return thread === undefined ? null : { kind: type, repo, pull, thread };
    }
    case 'PullRequestReviewComment': {
      for (const thread of pull.threads) {
        const comment = thread.comments.find((one) => one.id === id);
        if (comment !== undefined) return { kind: type, repo, pull, thread, comment };
      }
      return null;
    }
    default:
      return null;
  }
}
