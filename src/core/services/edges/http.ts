import type { Expression } from '../wire/expression.ts';
import type { Exchange } from './found.ts';
import type { LibraryUse } from './library.ts';
import type { Site } from './sites.ts';
import { ANYTHING, type Values } from './values.ts';

const VERBS: Readonly<Record<string, string>> = {
  Get: 'GET', Head: 'HEAD', Post: 'POST', PostForm: 'POST', Put: 'PUT', Patch: 'PATCH', Delete: 'DELETE', Options: 'OPTIONS',
}; // biome-ignore format: a table
/** Clients that take a URL as the standard library's does. */
const CLIENTS =
  /(?:^net\/http$|\/(?:go-retryablehttp|ctxhttp|otelhttp|httpclient|heimdall\/v\d+\/\w+|gentleman|req(?:\/v\d+)?))$/;
const DAPR = /dapr\/go-sdk\/client$/;
/** https://docs.dapr.io/reference/api/service_invocation_api/ */
const INVOKES = /^([A-Z]+ )?\/v1\.0\/invoke\/([\w.-]+)\/method(\/.*)$/;
const RESTY = /\/resty(?:\/v\d+|\.v\d+)?$/;

/** Requests over HTTP, by method and URL: one for each URL that may stand there. */
export function httpExchanges(site: Site, { path, receiver, name, literal }: LibraryUse, values: Values): Exchange[] {
  if (literal) return [];
  const { args } = site;
  if (path === 'net/http/httputil' && name === 'NewSingleHostReverseProxy') return requests(site, '', values, args[0]);
  if (DAPR.test(path) && /^InvokeMethod/.test(name) && receiver !== null) return invoked(site, values);
  const created = /^NewRequest(WithContext)?$/.exec(name);
  if (created && CLIENTS.test(path) && args.length >= 3) {
    const at = created[1] ? 1 : 0;
    const method = args[at];
    if (path === 'net/http' && isPathAlone(args[at + 1])) return [];
    const all = requests(site, method ? methodOf(method, site, values) : '', values, args[at + 1]);
    return throughDapr(all, site, values);
  }
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb === undefined || (path === 'net/http' && receiver !== null && receiver !== 'Client')) return [];
  const url = args.find((arg) => !isContext(arg));
  if (CLIENTS.test(path)) return throughDapr(requests(site, verb, values, url), site, values);
  if (!RESTY.test(path) || receiver === null) return [];
  const base = site.callee.is === 'select' ? values.texts(site.callee.of, site.context) : [];
  return requests(site, verb, values, args[0]).map((one) => ({ ...one, addresses: [...one.addresses, ...base] }));
}

/** dapr's sidecar is told the application by its id: by its SDK, */
function invoked(site: Site, values: Values): Exchange[] {
  const [, to, method, how] = site.args;
  if (!to || !method) return [];
  const [rest = ''] = values.texts(method, site.context).map((text) => `/${text.replace(/^\//, '')}`);
  const subject = [how ? methodOf(how, site, values).toUpperCase() : '', rest].join(' ').trim();
  return [toApplication(values.texts(to, site.context), subject, site)];
}

/** or, of requests that the sidecar forwards, in a header or by the path. */
function throughDapr(all: Exchange[], site: Site, values: Values): Exchange[] {
  const header = values
    .beside(site)
    .find(({ args: [key] }) => key?.is === 'text' && key.value.toLowerCase() === 'dapr-app-id');
  const [, id] = header?.args ?? [];
  if (header && id) return all.map(({ subject }) => toApplication(values.texts(id, header.context), subject, site));
  return all.map((one) => {
    const [, method = '', application, rest] = INVOKES.exec(one.subject ?? '') ?? [];
    return application === undefined ? one : toApplication([application], `${method}${rest}`, site);
  });
}

function toApplication(ids: readonly string[], subject: string | null, site: Site): Exchange {
  const [only] = ids;
  const peer = only !== undefined && ids.length === 1 && /^[\w.-]+$/.test(only) ? { peer: only } : {};
  return { kind: 'http', subject: subject || null, state: 'called', site, addresses: ids, ...peer };
}

/** What no client can send: it is for a handler. */
function isPathAlone(url: Expression | undefined): boolean {
  return url?.is === 'text' && url.value.startsWith('/');
}

function isContext(arg: Expression): boolean {
  return arg.is === 'unknown' || (arg.is === 'call' && arg.of.is === 'select' && arg.of.name === 'Context');
}

function methodOf(method: Expression, site: Site, values: Values): string {
  if (method.is === 'select' && /^Method\w+$/.test(method.name)) return method.name.slice(6).toUpperCase();
  return values.texts(method, site.context)[0] ?? '';
}

function requests(site: Site, method: string, values: Values, url: Expression | undefined): Exchange[] {
  const texts = url ? values.texts(url, site.context) : [];
  const known = texts.filter((text) => text !== '' && text !== ANYTHING);
  return (known.length > 0 ? known : ['']).map((text) => ({
    kind: 'http',
    subject: subjectOf(method, text),
    state: 'called',
    site,
    addresses: text === '' ? [] : [text],
  }));
}

/** `POST /orders/*`: of the URL only the path, parts that are not known as `*`. */
function subjectOf(method: string, url: string): string | null {
  const path = pathOf(url);
  const subject = [method, path === '/' ? null : path].filter((part) => part !== null && part !== '').join(' ');
  return subject === '' ? null : subject;
}

export function pathOf(url: string): string | null {
  const rest = url
    .replace(/^[a-z*][\w+.*-]*:\/\//i, '')
    .replace(/^\$\{[^}]*\}/, '')
    .replace(/[?#].*$/s, '');
  const at = rest.indexOf('/');
  return at < 0
    ? null
    : rest
        .slice(at)
        .replace(/\$\{[^}]*\}/g, ANYTHING)
        .replace(/\*{2,}/g, ANYTHING)
        .replace(/\/{2,}/g, '/');
}
