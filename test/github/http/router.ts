import type { Caller } from '../auth.ts';
import type { RequestLog, Standin } from '../standin.ts';
import type { Level, Repo } from '../world.ts';
import type { Reply } from './reply.ts';

/** Any of these lets the call through: `[{ issues: 'write' }, { pull_requests: 'write' }]`. */
export type Needs = readonly Readonly<Record<string, Level>>[];

export interface Call {
  github: Standin;
  caller: Caller;
  log: RequestLog;
  url: URL;
  query: URLSearchParams;
  /** The client asked for this instead of JSON. */
  wants(media: 'raw' | 'diff'): boolean;
  /** Parsed JSON; undefined without a body. */
  body: unknown;
  /** The parts of the path that the route names. */
  param(name: string): string;
  has(name: string): boolean;
  /** A part that is an id. @throws HttpError 404 */
  id(name: string): number;
}

export interface RepoCall extends Call {
  repo: Repo;
}

type Answer = Reply | Promise<Reply>;

export type Route = { route: string; method: string; pattern: RegExp } & (
  | { kind: 'repo'; needs: Needs; handle(call: RepoCall): Answer }
  /** As the App itself, by its JSON web token. */
  | { kind: 'app'; handle(call: Call): Answer }
  /** As anyone. */
  | { kind: 'open'; handle(call: Call): Answer }
);

/** @param route method and path as GitHub's description of its API writes them */
export function repoRoute(
  route: string,
  needs: Needs | Readonly<Record<string, Level>>,
  handle: (call: RepoCall) => Answer,
): Route {
  return { kind: 'repo', ...parsed(route), needs: isList(needs) ? needs : [needs], handle };
}

export function appRoute(route: string, handle: (call: Call) => Answer): Route {
  return { kind: 'app', ...parsed(route), handle };
}

export function openRoute(route: string, handle: (call: Call) => Answer): Route {
  return { kind: 'open', ...parsed(route), handle };
}

function isList(needs: Needs | Readonly<Record<string, Level>>): needs is Needs {
  return Array.isArray(needs);
}

function parsed(route: string): { route: string; method: string; pattern: RegExp } {
  const [method = '', path = ''] = route.split(' ');
  const source = path.replace(/[.]/g, '\\.').replace(/\{(\w+)\}/g, (_, name: string) => {
    // Paths and refs hold slashes.
    return ['path', 'ref', 'basehead'].includes(name) && path.endsWith(`{${name}}`)
      ? `(?<${name}>.+)`
      : `(?<${name}>[^/]+)`;
  });
  return { route, method, pattern: new RegExp(`^${source}$`) };
}

export function match(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } | null {
  for (const route of routes) {
    if (route.method !== method) continue;
    const groups = route.pattern.exec(path)?.groups;
    if (groups === undefined && !route.pattern.test(path)) continue;
    const params = Object.entries(groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    return { route, params: Object.fromEntries(params) };
  }
  return null;
}
