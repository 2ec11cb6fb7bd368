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
const RESTY = /\/resty(?:\/v\d+|\.v\d+)?$/;

/** Requests over HTTP, by method and URL: one for each URL that may stand there. */
export function httpExchanges(site: Site, { path, receiver, name, literal }: LibraryUse, values: Values): Exchange[] {
  if (literal) return [];
  const { args, context } = site;
  if (path === 'net/http/httputil' && name === 'NewSingleHostReverseProxy') return requests(site, '', values, args[0]);
  // dapr's sidecar is told the application by its id.
  const [, to, method, how] = args;
  if (DAPR.test(path) && /^InvokeMethod/.test(name) && receiver !== null && to && method) {
    const rests = values.texts(method, context).map((text) => `/${text.replace(/^\//, '')}`);
    const subject = [how ? methodOf(how, site, values).toUpperCase() : '', rests[0] ?? ''].join(' ').trim();
    return [{ kind: 'http', subject: subject || null, state: 'called', site, addresses: values.texts(to, context) }];
  }
  const created = /^NewRequest(WithContext)?$/.exec(name);
  if (created && CLIENTS.test(path) && args.length >= 3) {
    const at = created[1] ? 1 : 0;
    const method = args[at];
    if (path === 'net/http' && isPathAlone(args[at + 1])) return [];
    return requests(site, method ? methodOf(method, site, values) : '', values, args[at + 1]);
  }
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb === undefined || (path === 'net/http' && receiver !== null && receiver !== 'Client')) return [];
  const url = args.find((arg) => !isContext(arg));
  if (CLIENTS.test(path)) return requests(site, verb, values, url);
  if (!RESTY.test(path) || receiver === null) return [];
  const base = site.callee.is === 'select' ? values.texts(site.callee.of, context) : [];
  return requests(site, verb, values, args[0]).map((one) => ({ ...one, addresses: [...one.addresses, ...base] }));
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
