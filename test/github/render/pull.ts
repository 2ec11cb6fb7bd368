import { fullName, type Pull, type Repo, reviewComments } from '../world.ts';
import { type Links, nodeId, stamp } from './links.ts';
import { association, renderAccount } from './people.ts';
import { renderLabel, renderRepository, repoHtml, repoUrl } from './repository.ts';

export function pullUrl(links: Links, pull: Pull): string {
  return `${repoUrl(links, pull.base)}/pulls/${pull.number}`;
}

export function pullHtml(links: Links, pull: Pull): string {
  return `${repoHtml(links, pull.base)}/pull/${pull.number}`;
}

/** As a list shows it. */
export function renderPull(links: Links, pull: Pull) {
  const url = pullUrl(links, pull);
  const html = pullHtml(links, pull);
  const repo = repoUrl(links, pull.base);
  const issue = `${repo}/issues/${pull.number}`;
  const statuses = `${repo}/statuses/${pull.headSha}`;
  return {
    url,
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${repo}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    number: pull.number,
    state: pull.state,
    locked: false,
    active_lock_reason: null,
    title: pull.title,
    user: renderAccount(links, pull.author),
    body: pull.body,
    labels: [...pull.labels].flatMap((name) => {
      const label = pull.base.labels.get(name);
      return label === undefined ? [] : [renderLabel(links, pull.base, label)];
    }),
    milestone: null,
    created_at: stamp(pull.createdAt),
    updated_at: stamp(pull.updatedAt),
    closed_at: pull.closedAt === null ? null : stamp(pull.closedAt),
    merged_at: pull.mergedAt === null ? null : stamp(pull.mergedAt),
    merge_commit_sha: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: renderSide(links, pull.head, pull.headOwner, pull.headRef, pull.headSha),
    base: renderSide(links, pull.base, pull.base.owner, pull.baseRef, pull.baseSha),
    author_association: association(pull.base, pull.author, pull),
    auto_merge: null,
    draft: pull.draft,
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${repo}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
  };
}

function renderSide<R extends Repo | null>(links: Links, repo: R, owner: Repo['owner'], ref: string, sha: string) {
  return {
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: renderAccount(links, owner),
    repo: repo === null ? null : renderRepository(links, repo),
  };
}

export interface PullCounts {
  commits: number;
  additions: number;
  deletions: number;
  changedFiles: number;
}

/** As it is shown by itself, and in webhooks. */
export function renderFullPull(links: Links, pull: Pull, counts: PullCounts) {
  return {
    ...renderPull(links, pull),
    merged: pull.mergedAt !== null,
    // GitHub computes it later too.
    mergeable: null,
    rebaseable: null,
    mergeable_state: 'unknown',
    merged_by: null,
    comments: pull.comments.length,
    review_comments: reviewComments(pull).length,
    maintainer_can_modify: false,
    commits: counts.commits,
    additions: counts.additions,
    deletions: counts.deletions,
    changed_files: counts.changedFiles,
  };
}

/** A pull request is an issue too: as comments and labels speak of it. */
export function renderIssue(links: Links, pull: Pull) {
  const { url, html_url, number, title, body, state, labels, user, created_at, updated_at, closed_at } = renderPull(
    links,
    pull,
  );
  const issue = `${repoUrl(links, pull.base)}/issues/${number}`;
  return {
    url: issue,
    repository_url: repoUrl(links, pull.base),
    labels_url: `${issue}/labels{/name}`,
    comments_url: `${issue}/comments`,
    events_url: `${issue}/events`,
    timeline_url: `${issue}/timeline`,
    html_url,
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    number,
    title,
    user,
    labels,
    state,
    state_reason: null,
    locked: false,
    active_lock_reason: null,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: pull.comments.length,
    created_at,
    updated_at,
    closed_at,
    author_association: association(pull.base, pull.author, pull),
    draft: pull.draft,
    pull_request: {
      url,
      html_url,
      diff_url: `${html_url}.diff`,
      patch_url: `${html_url}.patch`,
      merged_at: pull.mergedAt === null ? null : stamp(pull.mergedAt),
    },
    body,
    reactions: renderReactions(issue, []),
    performed_via_github_app: null,
  };
}

const REACTIONS = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'];

export function renderReactions(url: string, reactions: readonly { content: string }[]) {
  const counts = REACTIONS.map((content) => [content, reactions.filter((one) => one.content === content).length]);
  return { url: `${url}/reactions`, total_count: reactions.length, ...Object.fromEntries(counts) };
}

/** The short form in which checks name pull requests. */
export function renderPullReference(links: Links, pull: Pull) {
  const repo = (of: Repo) => ({ id: of.id, url: `${links.api}/repos/${fullName(of)}`, name: of.name });
  return {
    id: pull.id,
    number: pull.number,
    url: pullUrl(links, pull),
    head: { ref: pull.headRef, sha: pull.headSha, repo: repo(pull.head ?? pull.base) },
    base: { ref: pull.baseRef, sha: pull.baseSha, repo: repo(pull.base) },
  };
}
