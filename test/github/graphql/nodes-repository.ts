import { nodeId } from '../render/links.ts';
import { repoHtml } from '../render/repository.ts';
import { commitAt, refTarget } from '../rest/refs.ts';
import { fullName, type Label, type Pull, type Repo } from '../world.ts';
import { connect, type PageArgs } from './connection.ts';
import { actorNode, type Context, type Node, need } from './context.ts';
import { refuse } from './errors.ts';
import { suitesAt } from './nodes-check.ts';
import { pullNode } from './nodes-pull.ts';

const CONTENTS = [{ contents: 'read' }] as const;
const PULLS = [{ pull_requests: 'read' }] as const;

export function repositoryNode(context: Context, repo: Repo): Node {
  const url = repoHtml(context.github.links, repo);
  return {
    __typename: 'Repository',
    id: nodeId('Repository', repo.id),
    databaseId: repo.id,
    name: repo.name,
    nameWithOwner: fullName(repo),
    owner: () => actorNode(context, repo.owner),
    url,
    resourcePath: `/${fullName(repo)}`,
    isPrivate: repo.private,
    isFork: repo.parent !== null,
    isArchived: false,
    isDisabled: false,
    isEmpty: repo.branches.size === 0,
    visibility: repo.private ? 'PRIVATE' : 'PUBLIC',
    parent: () => (repo.parent === null ? null : repositoryNode(context, repo.parent)),
    defaultBranchRef: () => refNode(context, repo, `refs/heads/${repo.defaultBranch}`),
    ref: ({ qualifiedName }: { qualifiedName: string }) => {
      const name = qualifiedName.startsWith('refs/') ? qualifiedName : `refs/heads/${qualifiedName}`;
      return refNode(context, repo, name);
    },
    object: ({ expression, oid }: { expression?: string | null; oid?: string | null }) => {
      need(context, repo, CONTENTS);
      if (oid) return objectNode(context, repo, oid);
      return expression ? objectAt(context, repo, expression) : null;
    },
    pullRequest: ({ number }: { number: number }) => {
      need(context, repo, PULLS);
      const pull = repo.pulls.get(number);
      if (pull !== undefined) return pullNode(context, pull);
      throw refuse('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
    },
    pullRequests: (args: PullsArgs) => {
      need(context, repo, PULLS);
      const rows = [...repo.pulls.values()].filter((pull) => wanted(pull, args));
      if (args.orderBy?.direction === 'DESC') rows.reverse();
      return connect(
        rows,
        args,
        (pull) => pull.number,
        (pull) => pullNode(context, pull),
      );
    },
    labels: (args: PageArgs) =>
      connect(
        [...repo.labels.values()],
        args,
        (label) => label.id,
        (label) => labelNode(context, repo, label),
      ),
  };
}

interface PullsArgs extends PageArgs {
  states?: string[] | null;
  baseRefName?: string | null;
  headRefName?: string | null;
  orderBy?: { direction: string } | null;
}

function wanted(pull: Pull, { states, baseRefName, headRefName }: PullsArgs): boolean {
  return (
    (!states || states.includes(stateOf(pull))) &&
    (!baseRefName || pull.baseRef === baseRefName) &&
    (!headRefName || pull.headRef === headRefName)
  );
}

export function stateOf(pull: Pull): string {
  return pull.mergedAt !== null ? 'MERGED' : pull.state === 'open' ? 'OPEN' : 'CLOSED';
}

export function labelNode(context: Context, repo: Repo, label: Label): Node {
  const path = `/${fullName(repo)}/labels/${encodeURIComponent(label.name)}`;
  return {
    __typename: 'Label',
    id: nodeId('Label', label.id),
    name: label.name,
    color: 'ededed',
    description: null,
    isDefault: false,
    url: context.github.links.html + path,
    resourcePath: path,
  };
}

export function refNode(context: Context, repo: Repo, ref: string): Node | null {
  const oid = refTarget(repo, ref);
  if (oid === undefined) return null;
  const prefix = ref.startsWith('refs/heads/') ? 'refs/heads/' : 'refs/pull/';
  return {
    __typename: 'Ref',
    id: nodeId('Ref', `${repo.id}:${ref}`),
    name: ref.slice(prefix.length),
    prefix,
    repository: () => repositoryNode(context, repo),
    target: () => {
      need(context, repo, CONTENTS);
      return objectNode(context, repo, oid);
    },
  };
}

/** What git's `<commit>`, `<branch>` or `<commit>:<path>` names. */
async function objectAt(context: Context, repo: Repo, expression: string): Promise<Node | null> {
  const colon = expression.indexOf(':');
  const name = colon < 0 ? expression : expression.slice(0, colon);
  const commit = await commitAt(repo, name).catch(() => null);
  if (commit === null) return null;
  return objectNode(context, repo, colon < 0 ? commit.sha : `${commit.sha}:${expression.slice(colon + 1)}`);
}

/** Text is cut after this many bytes. */
const TEXT_BYTES = 512_000;

export async function objectNode(context: Context, repo: Repo, spec: string): Promise<Node | null> {
  const object = await repo.objects.object(spec);
  if (object === null) return null;
  const { id: oid, bytes } = object;
  const url = repoHtml(context.github.links, repo);
  const common = { oid, abbreviatedOid: oid.slice(0, 7), repository: () => repositoryNode(context, repo) };
  switch (object.type) {
    case 'blob': {
      const isBinary = bytes.subarray(0, 8000).includes(0);
      return {
        ...common,
        __typename: 'Blob',
        id: nodeId('Blob', `${repo.id}:${oid}`),
        byteSize: bytes.length,
        isBinary,
        isTruncated: bytes.length > TEXT_BYTES,
        // Bytes that are no UTF-8 come as something else.
        text: isBinary ? null : bytes.subarray(0, TEXT_BYTES).toString(),
      };
    }
    case 'tree':
      return {
        ...common,
        __typename: 'Tree',
        id: nodeId('Tree', `${repo.id}:${oid}`),
        entries: async () =>
          (await repo.objects.tree(oid, false))?.rows.map((row) => ({
            ...{ __typename: 'TreeEntry', name: row.path, oid: row.sha, type: row.type, size: row.size ?? 0 },
            mode: Number.parseInt(row.mode, 8),
            object: () => objectNode(context, repo, row.sha),
          })),
      };
    default: {
      const commit = await repo.objects.commitInfo(oid);
      if (commit === null) return null;
      return {
        ...common,
        __typename: 'Commit',
        id: nodeId('Commit', oid),
        message: commit.message,
        messageHeadline: commit.message.split('\n')[0] ?? '',
        committedDate: commit.author.date.toISOString(),
        authoredDate: commit.author.date.toISOString(),
        url: `${url}/commit/${oid}`,
        checkSuites: (args: PageArgs) => suitesAt(context, repo, commit.sha, args),
        tree: () => objectNode(context, repo, commit.tree),
        parents: (args: PageArgs) =>
          connect(
            commit.parents,
            args,
            (sha) => sha,
            (sha) => objectNode(context, repo, sha),
          ),
      };
    }
  }
}
