import { nodeId } from '../render/links.ts';
import type { Issue, Pull, Repo } from '../world.ts';
import { connect, type PageArgs } from './connection.ts';
import { type Context, type Node, need } from './context.ts';
import { repositoryNode } from './nodes-repository.ts';

const ISSUES = [{ issues: 'read' }] as const;
/** https://docs.github.com/en/issues/tracking-your-work-with-issues/linking-a-pull-request-to-an-issue */
const CLOSING = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:([\w.-]+)\/([\w.-]+))?#(\d+)/gi;

/** Issues that the description says it closes, which GitHub heeds only on the way into the default branch. */
export function closingIssues(context: Context, pull: Pull, args: PageArgs) {
  need(context, pull.base, ISSUES);
  const into = pull.baseRef === pull.base.defaultBranch ? (pull.body ?? '') : '';
  const named = [...into.matchAll(CLOSING)].flatMap(([, owner, name, number]) => {
    const repo = owner && name ? context.github.world.repoNamed(owner, name) : pull.base;
    const issue = repo?.issues.get(Number(number));
    return repo && issue ? [{ repo, issue }] : [];
  });
  return connect(
    named,
    args,
    ({ issue }) => issue.id,
    ({ repo, issue }) => issueNode(context, repo, issue),
  );
}

function issueNode(context: Context, repo: Repo, { id, number, title, body }: Issue): Node {
  return {
    __typename: 'Issue',
    id: nodeId('Issue', id),
    databaseId: id,
    number,
    title,
    body,
    repository: () => repositoryNode(context, repo),
  };
}
