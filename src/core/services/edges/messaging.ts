import { remembered } from '../../go/remember.ts';
import type { Expression } from '../wire/expression.ts';
import { BROKERS, ROUTES, type Route } from './brokers.ts';
import type { Exchange } from './found.ts';
import type { LibraryUse } from './library.ts';
import type { Site } from './sites.ts';
import { ANYTHING, unique, type Values } from './values.ts';

/** Topics, queues and subjects that a site writes to or reads from. `verbs` are the methods that the program calls. */
export function messages(site: Site, use: LibraryUse, values: Values, verbs: ReadonlySet<string>): Exchange[] {
  const broker = brokerOf(use.path);
  if (broker === null) return [];
  return ROUTES.filter((route) => fits(route, use)).flatMap((route) => {
    const called = route.verb === undefined || [...verbs].some((verb) => route.verb?.test(verb));
    const subjects = unique(
      partsOf(route, site).length === 2 && broker === 'rabbitmq'
        ? keys(route, site, values)
        : named(route, site, values),
    );
    const found = subjects.length > 0 || (use.literal && partsOf(route, site).length === 0) ? subjects : [null];
    return found.map(
      (subject): Exchange => ({
        kind: route.kind,
        subject,
        state: called ? 'called' : 'wired',
        site,
        addresses: [],
        peer: broker,
      }),
    );
  });
}

/** The broker behind a library; null for any other. */
export const brokerOf: (path: string) => string | null = remembered(
  (path: string) => BROKERS.find(([library]) => library.test(path))?.[1] ?? null,
);

function fits({ path, of, name }: Route, use: LibraryUse): boolean {
  if (!path.test(use.path)) return false;
  if (use.literal) return name.source === '^\\{\\}$' && (of?.test(use.name) ?? false);
  if (!name.test(use.name)) return false;
  return of === undefined ? use.receiver === null : use.receiver !== null && of.test(use.receiver);
}

function partsOf({ at }: Route, { args, fields }: Site): Expression[] {
  return at.flatMap((one) => {
    const found = typeof one === 'string' ? args[fields.indexOf(one)] : args[one];
    return found ? [found] : [];
  });
}

function named(route: Route, site: Site, values: Values): string[] {
  return partsOf(route, site).flatMap((part) => values.texts(part, site.context).filter(isName));
}

/** Exchange and routing key; the default exchange leads to the queue of the key's name. */
function keys(route: Route, site: Site, values: Values): string[] {
  const [exchange = [], key = []] = partsOf(route, site).map((part) => values.texts(part, site.context));
  const exchanges = exchange.filter(isName);
  const queues = key.filter(isName);
  if (exchanges.length === 0) return queues;
  if (queues.length === 0) return exchanges;
  // Which key goes with which exchange is not told where there are several of both.
  if (exchanges.length > 1 && queues.length > 1) return exchanges;
  return exchanges.flatMap((one) => queues.map((queue) => `${one}/${queue}`));
}

function isName(text: string): boolean {
  return /\w/.test(text) && text !== ANYTHING && !/\s/.test(text);
}
