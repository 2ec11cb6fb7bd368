import { authorise, type Caller } from '../auth.ts';
import { GRAPHQL, graphqlRoute } from '../graphql/endpoint.ts';
import { judge } from '../openapi/judge.ts';
import { appRoutes } from '../rest/app.ts';
import { checkRoutes } from '../rest/checks.ts';
import { commentRoutes } from '../rest/comments.ts';
import { gitRoutes } from '../rest/git.ts';
import { manifestRoutes } from '../rest/manifest.ts';
import { pullRoutes } from '../rest/pulls.ts';
import { codeloadRoute, repoRoutes } from '../rest/repos.ts';
import { reviewRoutes } from '../rest/reviews.ts';
import type { RequestLog, Standin } from '../standin.ts';
import { found, fullName, type Repo } from '../world.ts';
import { HttpError } from './errors.ts';
import { Cut, type Faults, happen } from './faults.ts';
import { ok, type Reply } from './reply.ts';
import { type Call, match, type Route } from './router.ts';
import type { Received } from './server.ts';

export const ROUTES: readonly Route[] = [
  ...appRoutes,
  ...repoRoutes,
  // Before the commits, whose refs may hold slashes.
  ...checkRoutes,
  ...gitRoutes,
  ...pullRoutes,
  ...reviewRoutes,
  ...commentRoutes,
  codeloadRoute,
  graphqlRoute,
  ...manifestRoutes,
];

const EXCEEDED = 'API rate limit already exceeded for this installation.';

/** What GitHub counts as making content. */
const CONTENT = /^POST .*\/(comments|replies|reviews|pulls)$/;

/** Where GitHub Enterprise Server keeps its API; the bare paths of api.github.com are served as well. */
export const API_PATH = '/api/v3';

/** Answers one request: who asks, what for, may they, and what comes of it. */
export async function answer(github: Standin, faults: Faults, request: Received): Promise<Reply> {
  const path = request.url.pathname.replace(/^\/api(\/v3)?(?=\/)/, '');
  const log: RequestLog = { method: request.method, route: path, path: path + request.url.search, status: 0, by: '' };
  github.requests.push(log);
  try {
    const reply = await guarded(github, faults, request, path, log).catch(refusal);
    log.status = reply.status;
    return { ...reply, headers: { ...headers(github, log), ...reply.headers } };
  } catch (error) {
    if (!(error instanceof Cut)) log.status = 500;
    throw error;
  }
}

function refusal(error: unknown): Reply {
  if (!(error instanceof HttpError)) throw error;
  return { status: error.status, body: error.body, headers: error.headers };
}

async function guarded(
  github: Standin,
  faults: Faults,
  request: Received,
  path: string,
  log: RequestLog,
): Promise<Reply> {
  const named = byName(github, path);
  const matched = match(ROUTES, request.method, named);
  if (matched !== null) log.route = matched.route.route;
  const fault = faults.take({ method: request.method, route: log.route, path: named, body: request.body });
  if (fault?.when === 'before') return happen(fault, request.gone);
  const caller = github.auth.caller(request.authorization);
  log.by = nameOf(caller);
  if (log.route !== GRAPHQL) github.meter.request(log.by);
  else if (!github.meter.query(log.by)) return ok({ errors: [{ type: 'RATE_LIMITED', message: EXCEEDED }] });
  if (matched === null) throw new HttpError(404, 'Not Found');
  const reply = await run(github, { caller, log }, request, matched, named).catch(refusal);
  const wrong = reply.body instanceof Uint8Array ? [] : judge().response(log.route, reply.status, reply.body);
  if (wrong.length > 0) throw new Error(`${log.route} answers ${reply.status} unlike GitHub: ${wrong.join(' ')}`);
  return fault === null ? reply : happen(fault, request.gone);
}

/** `/repositories/{id}/…` means the same as `/repos/{owner}/{repo}/…`. */
function byName(github: Standin, path: string): string {
  const [, id, rest = ''] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? [];
  if (id === undefined) return path;
  const repo = github.world.repos.get(Number(id));
  return repo === undefined || repo.deleted ? path : `/repos/${fullName(repo)}${rest}`;
}

async function run(
  github: Standin,
  { caller, log }: { caller: Caller; log: RequestLog },
  request: Received,
  { route, params }: { route: Route; params: Record<string, string> },
  path: string,
): Promise<Reply> {
  const param = (name: string): string => found(params[name]);
  const call: Call = {
    ...{ github, caller, log, url: request.url, query: request.url.searchParams, body: request.body, param },
    wants: (media) => new RegExp(`\\.${media}(\\+json)?\\b`).test(request.accept),
    has: (name) => params[name] !== undefined,
    id(name) {
      if (!/^\d+$/.test(param(name))) throw new HttpError(404, 'Not Found');
      return Number(param(name));
    },
  };
  const repo = call.has('owner') && call.has('repo') ? await repoOf(github, call, request, path) : null;
  if (repo !== null && 'status' in repo) return repo;
  switch (route.kind) {
    case 'app':
      if (caller.kind !== 'app') throw new HttpError(401, 'A JSON web token could not be decoded');
      refuseMisshapen(github, log, request);
      return route.handle(call);
    case 'open':
      return route.handle(call);
    case 'repo':
      authorise(caller, found(repo), route.needs);
      refuseMisshapen(github, log, request);
      if (CONTENT.test(route.route)) github.meter.content(log.by);
      return route.handle({ ...call, repo: found(repo) });
  }
}

/** What GitHub's description does not allow is refused, and kept: the App must not lean on GitHub's patience. */
function refuseMisshapen(github: Standin, { route }: RequestLog, { url, body }: Received): void {
  const wrong = judge().request(route, url.searchParams, body);
  if (wrong.length === 0) return;
  github.violations.push({ route, wrong });
  throw new HttpError(422, `Invalid request.\n\n${wrong.join('\n')}`);
}

/** The repository of the path; where it was renamed, the way to it by its id. */
async function repoOf(github: Standin, call: Call, request: Received, path: string): Promise<Repo | Reply> {
  const { world } = github;
  const name = `${call.param('owner')}/${call.param('repo')}`;
  const repo = world.repoNamed(call.param('owner'), call.param('repo'));
  if (repo !== undefined) return repo;
  const moved = world.repos.get(world.renamed.get(name.toLowerCase()) ?? 0);
  if (moved === undefined || moved.deleted) throw new HttpError(404, 'Not Found');
  const rest = path.split('/').slice(4).join('/');
  const location = `${github.links.api}/repositories/${moved.id}${rest === '' ? '' : `/${rest}`}${request.url.search}`;
  const body = { message: 'Moved Permanently', url: location, documentation_url: 'https://docs.github.com/rest' };
  return { status: request.method === 'GET' ? 301 : 307, body, headers: { location } };
}

function nameOf(caller: Caller): string {
  if (caller.kind === 'installation') return `installation ${caller.token.installation.id}`;
  return caller.kind === 'user' ? caller.account.login : caller.kind;
}

function headers(github: Standin, { by, route }: RequestLog): Record<string, string> {
  const resource = route === GRAPHQL ? 'graphql' : 'core';
  return {
    date: github.world.now().toUTCString(),
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': `STANDIN:${github.requests.length}`,
    ...(by === '' || by === 'nobody' ? {} : github.meter.headers(by, resource)),
  };
}
