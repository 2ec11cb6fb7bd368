import { fullName, type Label, type Repo } from '../world.ts';
import { type Links, nodeId, stamp } from './links.ts';
import { renderAccount } from './people.ts';

const COLLECTIONS = {
  archive: '/{archive_format}{/ref}',
  assignees: '{/user}',
  blobs: '/git/blobs{/sha}',
  branches: '{/branch}',
  collaborators: '{/collaborator}',
  comments: '{/number}',
  commits: '{/sha}',
  compare: '/{base}...{head}',
  contents: '/{+path}',
  contributors: '',
  deployments: '',
  downloads: '',
  events: '',
  forks: '',
  git_commits: '/git/commits{/sha}',
  git_refs: '/git/refs{/sha}',
  git_tags: '/git/tags{/sha}',
  hooks: '',
  issue_comment: '/issues/comments{/number}',
  issue_events: '/issues/events{/number}',
  issues: '{/number}',
  keys: '{/key_id}',
  labels: '{/name}',
  languages: '',
  merges: '',
  milestones: '{/number}',
  notifications: '{?since,all,participating}',
  pulls: '{/number}',
  releases: '{/id}',
  stargazers: '',
  statuses: '/{sha}',
  subscribers: '',
  subscription: '',
  tags: '',
  teams: '',
  trees: '/git/trees{/sha}',
};

/** Those whose template does not begin with their name. */
const WHOLE = new Set([
  'archive',
  'blobs',
  'git_commits',
  'git_refs',
  'git_tags',
  'issue_comment',
  'issue_events',
  'trees',
]);

export function repoUrl(links: Links, repo: Repo): string {
  return `${links.api}/repos/${fullName(repo)}`;
}

export function repoHtml(links: Links, repo: Repo): string {
  return `${links.html}/${fullName(repo)}`;
}

export function renderRepository(links: Links, repo: Repo) {
  const url = repoUrl(links, repo);
  const html = repoHtml(links, repo);
  const open = [...repo.pulls.values()].filter((pull) => pull.state === 'open').length;
  const urls = Object.entries(COLLECTIONS).map(([name, template]) => [
    `${name}_url`,
    `${url}${WHOLE.has(name) ? template : `/${name}${template}`}`,
  ]);
  return {
    id: repo.id,
    node_id: nodeId('Repository', repo.id),
    name: repo.name,
    full_name: fullName(repo),
    owner: renderAccount(links, repo.owner),
    private: repo.private,
    html_url: html,
    description: null,
    fork: repo.parent !== null,
    url,
    ...Object.fromEntries(urls),
    git_url: `git://${html.replace(/^\w+:\/\//, '')}.git`,
    ssh_url: `git@${html.replace(/^\w+:\/\//, '')}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: null,
    language: 'Go',
    license: null,
    default_branch: repo.defaultBranch,
    visibility: repo.private ? 'private' : 'public',
    created_at: stamp(repo.createdAt),
    updated_at: stamp(repo.pushedAt),
    pushed_at: stamp(repo.pushedAt),
    size: 0,
    archived: false,
    disabled: false,
    is_template: false,
    topics: [],
    custom_properties: {},
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    forks: 0,
    forks_count: 0,
    open_issues: open,
    open_issues_count: open,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
  };
}

/** `GET /repos/{owner}/{repo}` says a little more. */
export function renderFullRepository(links: Links, repo: Repo) {
  return {
    ...renderRepository(links, repo),
    network_count: 0,
    subscribers_count: 0,
    ...(repo.parent === null
      ? {}
      : { parent: renderRepository(links, repo.parent), source: renderRepository(links, repo.parent) }),
  };
}

export function renderLabel(links: Links, repo: Repo, label: Label) {
  return {
    id: label.id,
    node_id: nodeId('Label', label.id),
    url: `${repoUrl(links, repo)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    description: '',
    color: 'ededed',
    default: false,
  };
}
