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
const RESTY = /\/resty(?:\/v\d+|\.v\d+)?$/;

/** A request over HTTP, by its method and URL. */
export function httpExchange(
  site: Site,
  { path, receiver, name, literal }: LibraryUse,
  values: Values,
): Exchange | null {
  if (literal) return null;
  const { args, context } = site;
  if (path === 'net/http/httputil' && name === 'NewSingleHostReverseProxy') return request(site, '', values, args[0]);
  const created = /^NewRequest(WithContext)?$/.exec(name);
  if (created && CLIENTS.test(path) && args.length >= 3) {
    const at = created[1] ? 1 : 0;
    const method = args[at];
    return request(site, method ? methodOf(method, site, values) : '', values, args[at + 1]);
  }
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb === undefined) return null;
  if (path === 'net/http' && receiver !== null && receiver !== 'Client') return null;
  if (CLIENTS.test(path))
    return request(
      site,
      verb,
      values,
      args.find((arg) => !isContext(arg)),
    );
  if (RESTY.test(path) && receiver !== null) {
    const found = request(site, verb, values, args[0]);
    const base = site.callee.is === 'select' ? values.texts(site.callee.of, context) : [];
    return { ...found, addresses: [...found.addresses, ...base] };
  }
  return null;
}

function isContext(arg: Expression): boolean {
  return arg.is === 'unknown' || (arg.is === 'call' && arg.of.is === 'select' && arg.of.name === 'Context');
}

function methodOf(method: Expression, site: Site, values: Values): string {
  if (method.is === 'select' && /^Method\w+$/.test(method.name)) return method.name.slice(6).toUpperCase();
  return values.texts(method, site.context)[0] ?? '';
}

function request(site: Site, method: string, values: Values, url: Expression | undefined): Exchange {
  const texts = url ? values.texts(url, site.context) : [];
  const known = texts.filter((text) => text !== '' && text !== ANYTHING);
  return { kind: 'http', subject: subjectOf(method, known), state: 'called', site, addresses: known };
}

/** `POST /orders/*`: of the URL only the path, parts that are not known as `*`. */
function subjectOf(method: string, urls: readonly string[]): string | null {
  const path = urls.map(pathOf).find((one) => one !== null && one !== '/') ?? null;
  const subject = [method, path].filter((part) => part !== null && part !== '').join(' ');
  return subject === '' ? null : subject;
}

export function pathOf(url: string): string | null {
  const rest = url
    .replace(/^[a-z][\w+.-]*:\/\//i, '')
    .replace(/^\$\{[^}]*\}/, '')
    .replace(/[?#].*$/s, '');
  const at = rest.indexOf('/');
  return at < 0
    ? null
    : rest
        .slice(at)
        .replace(/\$\{[^}]*\}/g, ANYTHING)
        .replace(/\/{2,}/g, '/');
}
