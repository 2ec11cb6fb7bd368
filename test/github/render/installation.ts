import type { InstallationToken } from '../auth.ts';
import type { Delivery } from '../hooks/hooks.ts';
import type { AppInfo, Installation, Repo } from '../world.ts';
import { type Links, stamp } from './links.ts';
import { renderAccount } from './people.ts';
import { renderRepository } from './repository.ts';

/** The old form of ids, as webhooks still have it here. */
export function nodeIdOfInstallation(installation: Installation): string {
  return Buffer.from(`016:IntegrationInstallation${installation.id}`).toString('base64');
}

export function renderInstallation(links: Links, app: AppInfo, installation: Installation) {
  const api = `${links.api}/app/installations/${installation.id}`;
  return {
    id: installation.id,
    client_id: app.clientId,
    account: renderAccount(links, installation.account),
    repository_selection: installation.selection,
    access_tokens_url: `${api}/access_tokens`,
    repositories_url: `${links.api}/installation/repositories`,
    html_url: `${links.html}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: installation.account.id,
    target_type: installation.account.type,
    permissions: installation.permissions,
    events: app.events,
    created_at: stamp(installation.createdAt),
    updated_at: stamp(installation.createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: installation.suspendedAt === null ? null : stamp(installation.suspendedAt),
  };
}

export function renderToken(links: Links, token: InstallationToken, repositories: readonly Repo[] | null) {
  return {
    token: token.token,
    expires_at: stamp(token.expiresAt),
    permissions: token.permissions,
    repository_selection: repositories === null ? token.installation.selection : 'selected',
    ...(repositories === null ? {} : { repositories: repositories.map((repo) => renderRepository(links, repo)) }),
  };
}

export function renderDelivery(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: stamp(delivery.deliveredAt),
    redelivery: delivery.redelivery,
    duration: Math.round(delivery.duration * 100) / 100,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installation,
    repository_id: delivery.repository,
    throttled_at: null,
  };
}
