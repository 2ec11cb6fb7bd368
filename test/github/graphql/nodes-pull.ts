import { countsOf } from '../pull-files.ts';
import { nodeId, stamp } from '../render/links.ts';
import { association } from '../render/people.ts';
import { pullHtml } from '../render/pull.ts';
import { fullName, type LabelEvent, type Pull } from '../world.ts';
import { connect, type PageArgs } from './connection.ts';
import { actorNode, type Context, type Node, need } from './context.ts';
import { issueCommentNode, reviewNode, threadNode } from './nodes-comment.ts';
import { closingIssues } from './nodes-issue.ts';
import { labelNode, objectNode, refNode, repositoryNode, stateOf } from './nodes-repository.ts';

const COMMENTS = [{ issues: 'read' }, { pull_requests: 'read' }] as const;

const LABEL_EVENTS: Record<string, LabelEvent['kind']> = {
  LABELED_EVENT: 'LabeledEvent',
  UNLABELED_EVENT: 'UnlabeledEvent',
};

function labelEventNode(context: Context, pull: Pull, { id, kind, label, actor, at }: LabelEvent): Node {
  return {
    __typename: kind,
    id: nodeId('Label', id),
    createdAt: stamp(at),
    label: () => labelNode(context, pull.base, label),
    actor: () => actorNode(context, actor),
  };
}

export function pullNode(context: Context, pull: Pull): Node {
  const counts = () => countsOf(pull);
  const { head, base } = pull;
  return {
    __typename: 'PullRequest',
    id: nodeId('PullRequest', pull.id),
    databaseId: pull.id,
    fullDatabaseId: String(pull.id),
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    url: pullHtml(context.github.links, pull),
    resourcePath: `/${fullName(base)}/pull/${pull.number}`,
    state: stateOf(pull),
    closed: pull.state === 'closed',
    isDraft: pull.draft,
    locked: false,
    merged: pull.mergedAt !== null,
    mergedAt: pull.mergedAt === null ? null : stamp(pull.mergedAt),
    mergeable: 'UNKNOWN',
    createdAt: stamp(pull.createdAt),
    updatedAt: stamp(pull.updatedAt),
    closedAt: pull.closedAt === null ? null : stamp(pull.closedAt),
    author: () => actorNode(context, pull.author),
    authorAssociation: association(base, pull.author, pull),
    viewerDidAuthor: pull.author.id === context.viewer.id,
    baseRefName: pull.baseRef,
    baseRefOid: pull.baseSha,
    baseRef: () => refNode(context, base, `refs/heads/${pull.baseRef}`),
    baseRepository: () => repositoryNode(context, base),
    repository: () => repositoryNode(context, base),
    headRefName: pull.headRef,
    headRefOid: pull.headSha,
    headRef: () => (head === null ? null : refNode(context, head, `refs/heads/${pull.headRef}`)),
    headRepository: () => (head === null ? null : repositoryNode(context, head)),
    headRepositoryOwner: () => (head === null ? null : actorNode(context, pull.headOwner)),
    isCrossRepository: head?.id !== base.id,
    additions: async () => (await counts()).additions,
    deletions: async () => (await counts()).deletions,
    changedFiles: async () => (await counts()).changedFiles,
    labels: (args: PageArgs) => {
      const labels = [...pull.labels].flatMap((name) => base.labels.get(name) ?? []);
      return connect(
        labels,
        args,
        (label) => label.id,
        (label) => labelNode(context, base, label),
      );
    },
    comments: (args: PageArgs) => {
      need(context, base, COMMENTS);
      return connect(
        pull.comments,
        args,
        (comment) => comment.id,
        (comment) => issueCommentNode(context, pull, comment),
      );
    },
    reviews: (args: PageArgs & { author?: string | null }) => {
      const named = (login: string) => login === args.author || login === `${args.author}[bot]`;
      const rows = pull.reviews.filter((review) => !args.author || named(review.author.login));
      return connect(
        rows,
        args,
        (review) => review.id,
        (review) => reviewNode(context, pull, review),
      );
    },
    timelineItems: (args: PageArgs & { itemTypes?: string[] | null }) => {
      const types = args.itemTypes ?? [];
      const other = types.find((type) => !(type in LABEL_EVENTS));
      if (types.length === 0 || other !== undefined)
        throw new Error(`the stand-in does not know timeline items of type ${other ?? '(all)'}`);
      const rows = pull.labelled.filter(({ kind }) => types.some((type) => LABEL_EVENTS[type] === kind));
      return connect(
        rows,
        args,
        (event) => event.id,
        (event) => labelEventNode(context, pull, event),
      );
    },
    commits: async (args: PageArgs) => {
      need(context, base, [{ contents: 'read' }]);
      const shas = await base.objects.commitsBetween(pull.baseSha, pull.headSha);
      return connect(
        shas,
        args,
        (sha) => sha,
        (sha) => ({ __typename: 'PullRequestCommit', commit: () => objectNode(context, base, sha) }),
      );
    },
    closingIssuesReferences: (args: PageArgs) => closingIssues(context, pull, args),
    reviewThreads: (args: PageArgs) =>
      connect(
        pull.threads,
        args,
        (thread) => thread.id,
        (thread) => threadNode(context, pull, thread),
      ),
  };
}
