import { z } from 'zod';
import { grants, reaches } from '../auth.ts';
import { type HookConfig, headersOf } from '../hooks/hooks.ts';
import { FORBIDDEN, HttpError } from '../http/errors.ts';
import { NO_CONTENT, ok, page, pageWanted } from '../http/reply.ts';
import { appRoute, type Call, openRoute, type Route } from '../http/router.ts';
import { renderDelivery, renderInstallation, renderToken } from '../render/installation.ts';
import { renderApp } from '../render/people.ts';
import { renderRepository } from '../render/repository.ts';
import type { Standin } from '../standin.ts';
import { covers, found, type Installation } from '../world.ts';
import { parseBody } from './body.ts';

/** Deliveries are kept for three days. */
const KEPT_MS = 3 * 24 * 3_600_000;

const TokenRequest = z.object({
  repositories: z.array(z.string()).max(500).optional(),
  repository_ids: z.array(z.number()).max(500).optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write'])).optional(),
});

const HookUpdate = z.object({
  url: z.string().optional(),
  content_type: z.string().optional(),
  secret: z.string().optional(),
  insecure_ssl: z.union([z.string(), z.number()]).optional(),
});

export const appRoutes: Route[] = [
  appRoute('GET /app', ({ github }) =>
    ok({ ...renderApp(github.links, github.app), installations_count: github.world.installations.size }),
  ),
  appRoute('GET /app/installations', ({ github, url }) => {
    const all = [...github.world.installations.values()];
    return page(
      url,
      all.map((installation) => renderInstallation(github.links, github.app, installation)),
    );
  }),
  appRoute('GET /app/installations/{installation_id}', (call) =>
    ok(renderInstallation(call.github.links, call.github.app, installationOf(call))),
  ),
  appRoute('POST /app/installations/{installation_id}/access_tokens', makeToken),
  appRoute('GET /app/hook/config', ({ github }) => ok(shown(github.hooks.config))),
  appRoute('PATCH /app/hook/config', ({ github, body }) => {
    const { url, secret, content_type, insecure_ssl } = parseBody(HookUpdate, body);
    const { config } = github.hooks;
    config.url = url ?? config.url;
    config.secret = secret ?? config.secret;
    config.content_type = content_type ?? config.content_type;
    config.insecure_ssl = insecure_ssl === undefined ? config.insecure_ssl : String(insecure_ssl);
    return ok(shown(config));
  }),
  appRoute('GET /app/hook/deliveries', ({ github, url, query }) => {
    const { size } = pageWanted(query);
    const cursor = Number.parseInt(query.get('cursor')?.replace(/^v1_/, '') ?? '', 10);
    const since = new Date(github.world.now().getTime() - KEPT_MS);
    const older = github.hooks.deliveries
      .toReversed()
      .filter(({ id, deliveredAt }) => deliveredAt > since && (Number.isNaN(cursor) || id < cursor));
    const last = older[size - 1];
    const next = new URL(url);
    next.searchParams.set('cursor', `v1_${last?.id}`);
    const more = last !== undefined && older.length > size;
    return ok(older.slice(0, size).map(renderDelivery), 200, more ? { link: `<${next.href}>; rel="next"` } : {});
  }),
  appRoute('GET /app/hook/deliveries/{delivery_id}', (call) => {
    const { github } = call;
    const delivery = deliveryOf(call);
    return ok({
      ...renderDelivery(delivery),
      url: github.hooks.config.url,
      request: { headers: headersOf(delivery, github.hooks.config.secret), payload: JSON.parse(delivery.payload) },
      response: { headers: {}, payload: delivery.responseBody },
    });
  }),
  appRoute('POST /app/hook/deliveries/{delivery_id}/attempts', (call) => {
    call.github.hooks.redeliver(deliveryOf(call));
    return ok({}, 202);
  }),
  // The one that tells the App where it is installed: by name, and by id after a rename.
  appRoute('GET /repos/{owner}/{repo}/installation', ({ github, param }) => {
    const repo = found(github.world.repoNamed(param('owner'), param('repo')));
    return ok(renderInstallation(github.links, github.app, found(github.world.installationOf(repo))));
  }),
  openRoute('GET /installation/repositories', ({ github, caller, url }) => {
    if (caller.kind !== 'installation') throw new HttpError(403, FORBIDDEN);
    const { token } = caller;
    const repos = github.world.liveRepos().filter((repo) => reaches(token, repo));
    const repository_selection = token.repositories === null ? token.installation.selection : 'selected';
    return page(
      url,
      repos.map((repo) => renderRepository(github.links, repo)),
      (repositories) => ({ total_count: repos.length, repository_selection, repositories }),
    );
  }),
  openRoute('DELETE /installation/token', ({ github, caller }) => {
    if (caller.kind !== 'installation') throw new HttpError(403, FORBIDDEN);
    github.auth.revoke(caller.token.token);
    return NO_CONTENT;
  }),
];

function installationOf({ github, id }: Call): Installation {
  return found(github.world.installations.get(id('installation_id')));
}

function deliveryOf({ github, id }: Call) {
  const wanted = id('delivery_id');
  return found(github.hooks.deliveries.find((delivery) => delivery.id === wanted));
}

function shown(config: HookConfig) {
  return { ...config, secret: config.secret === '' ? '' : '********' };
}

function makeToken(call: Call) {
  const { github } = call;
  const installation = installationOf(call);
  if (installation.suspendedAt !== null) throw new HttpError(403, 'This installation has been suspended');
  const wanted = parseBody(TokenRequest, call.body);
  const permissions = wanted.permissions ?? installation.permissions;
  if (!grants(installation.permissions, permissions))
    throw new HttpError(422, 'The permissions requested are not granted to this installation.');
  const repositories = chosen(github, installation, wanted);
  const ids = repositories === null ? null : new Set(repositories.map((repo) => repo.id));
  const token = github.auth.installationToken(installation, { metadata: 'read', ...permissions }, ids);
  return ok(renderToken(github.links, token, repositories), 201);
}

function chosen(github: Standin, installation: Installation, wanted: z.infer<typeof TokenRequest>) {
  const { repositories: names, repository_ids: ids } = wanted;
  if (names === undefined && ids === undefined) return null;
  const there = github.world.liveRepos().filter((repo) => covers(installation, repo));
  const picked = there.filter((repo) => names?.includes(repo.name) || ids?.includes(repo.id));
  if (picked.length < new Set(names).size + new Set(ids).size)
    throw new HttpError(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  return picked;
}
