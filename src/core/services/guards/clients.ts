import { namedBy } from '../edges/context.ts';
import { placeOf, type Site } from '../edges/sites.ts';
import { type Declaration, declarationsOf } from '../reach/declarations.ts';
import type { Expression } from '../wire/expression.ts';
import { aroundCall, guardAt, type Running } from './around.ts';
import { type Guard, inCommon, shortDuration } from './guard.ts';
import { guardedBy } from './libraries.ts';

const DEEPEST = 5;

/** For a request: what the calls have in common that send it. */
export function sendersOf(site: Site, running: Running): Guard[] {
  const { named, callee } = site;
  if (named?.receiver && callee.is === 'select') return [...ofClient(callee.of, site, running, DEEPEST)];
  if (named && !/^NewRequest/.test(named.name)) return [];
  const sends = (running.sites.of.get(site.declaration) ?? []).filter(isSend);
  const each = sends.map((send) => [
    ...aroundCall(send),
    ...(send.callee.is === 'select' ? ofClient(send.callee.of, send, running, DEEPEST) : []),
  ]);
  return common(each);
}

/** `client.Do(req)` of the standard library's client, or of one that does more. */
function isSend({ named }: Site): boolean {
  return named?.receiver === 'Client' && named.name === 'Do' && isClients(named.package);
}

function isClients(path: string): boolean {
  return path === 'net/http' || guardedBy(path) !== null;
}

/** What a client brings along, wherever it comes from: all that may stand in its place have it. */
function ofClient(client: Expression, site: Site, running: Running, depth: number): Guard[] {
  if (depth === 0) return [];
  switch (client.is) {
    case 'address':
    case 'deref':
      return ofClient(client.of, site, running, depth);
    case 'typed':
      return ofLiteral(site.declaration, running);
    case 'slot':
      return ofParameter(client.slot, site, running, depth);
    case 'choice':
      return common(client.parts.map((part) => ofClient(part, site, running, depth - 1)));
    case 'name':
    case 'select':
      return ofPlace(client, site, running, depth);
    case 'call':
      return ofCall(client, site, running, depth);
    default:
      return [];
  }
}

/** The literal of a declaration that makes but one client. */
function ofLiteral(declaration: Declaration, { sites }: Running): Guard[] {
  const made = (sites.of.get(declaration) ?? []).filter(
    ({ fact, named }) => fact.call.endsWith('{}') && named?.package === 'net/http' && named.name === 'Client',
  );
  const [site] = made;
  if (!site || made.length > 1 || site.fact.limit === undefined || site.fact.limit === '0') return [];
  return [guardAt(site, 'deadline', shortDuration(site.fact.limit))];
}

/** A field or a package's variable: whatever the program gives it. */
function ofPlace(client: Expression, site: Site, running: Running, depth: number): Guard[] {
  const key = placeOf(client, site.context);
  const named = namedBy(client, site.context);
  if (key === null || !named) return [];
  const writes = (running.sites.writes.get(key) ?? []).filter(({ site: { declaration } }) =>
    running.reached.has(declaration),
  );
  const own = named.receiver === null ? site.context.index.sourcePackage(named.package) : null;
  const declared = (own ? (declarationsOf(own).byName.get(named.name) ?? []) : []).filter(({ is }) => is === 'value');
  return common([
    ...writes.map(({ site: from, value }) => ofClient(value, from, running, depth - 1)),
    ...declared.filter((one) => running.sites.of.has(one)).map((one) => ofLiteral(one, running)),
  ]);
}

function ofParameter(slot: string, { declaration: { package: own, fact } }: Site, running: Running, depth: number) {
  if (slot === 'r' || !('parameters' in fact)) return [];
  const receiver = fact.receiver?.type;
  const key = receiver === undefined ? `${own.path}.${fact.name}` : `${own.path}.${receiver}.${fact.name}`;
  const calls = running.sites.calls.get(key).filter(({ declaration }) => running.reached.has(declaration));
  return common(
    calls.map((call) => {
      const given = call.args[Number(slot)];
      return given ? ofClient(given, call, running, depth - 1) : [];
    }),
  );
}

/** `newClient()`: what it returns, or what a library's makes. */
function ofCall(call: Extract<Expression, { is: 'call' }>, site: Site, running: Running, depth: number): Guard[] {
  const named = namedBy(call.of, site.context);
  if (!named) return [];
  const kind = guardedBy(named.package);
  if (kind) return [guardAt(site, kind, null)];
  const own = site.context.index.sourcePackage(named.package);
  if (!own) return [];
  const { byName, methods } = declarationsOf(own);
  const among = named.receiver === null ? byName.get(named.name) : methods.get(named.receiver);
  const made = (among ?? []).find(({ is, fact }) => is === 'function' && fact.name === named.name);
  const returned = (made ? (running.sites.of.get(made) ?? []) : []).filter(({ fact }) => fact.call === 'return');
  return common(
    returned.map((from) => {
      const value = from.args[0];
      return value ? ofClient(value, from, running, depth - 1) : [];
    }),
  );
}

function common(each: readonly (readonly Guard[])[]): Guard[] {
  const [first, ...others] = each;
  return first ? others.reduce<Guard[]>((all, one) => [...inCommon(all, one)], [...first]) : [];
}
