import type { Account, AppInfo, Pull, Repo } from '../world.ts';
import { type Links, nodeId, stamp } from './links.ts';

export function renderAccount(links: Links, account: Account) {
  const url = `${links.api}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('User', account.id),
    avatar_url: `${links.html}/avatars/u/${account.id}?v=4`,
    gravatar_id: '',
    url,
    html_url:
      account.type === 'Bot'
        ? `${links.html}/apps/${account.login.replace('[bot]', '')}`
        : `${links.html}/${account.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

export function renderApp(links: Links, app: AppInfo) {
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeId('App', app.id),
    owner: renderAccount(links, app.owner),
    name: app.slug,
    description: '',
    external_url: links.html,
    html_url: `${links.html}/apps/${app.slug}`,
    created_at: stamp(app.createdAt),
    updated_at: stamp(app.createdAt),
    permissions: app.permissions,
    events: app.events,
  };
}

/** What a person is to a repository, as comments say. */
export function association(repo: Repo, account: Account, pull?: Pull): string {
  if (account.id === repo.owner.id) return 'OWNER';
  const role = repo.roles.get(account.login.toLowerCase());
  if (role !== undefined && role !== 'none') return repo.owner.type === 'Organization' ? 'MEMBER' : 'COLLABORATOR';
  return pull?.author.id === account.id ? 'CONTRIBUTOR' : 'NONE';
}
