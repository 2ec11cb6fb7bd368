import { rememberedBy } from '../../go/remember.ts';
import type { Site } from '../edges/sites.ts';
import { Values } from '../edges/values.ts';
import { guardAt, type Running } from './around.ts';
import { type Guard, inCommon } from './guard.ts';
import { guardedBy } from './libraries.ts';

const GRPC = 'google.golang.org/grpc';
const DIALS = ['Dial', 'DialContext', 'NewClient'];
/** https://grpc.io/docs/guides/retry/ */
const RETRY_POLICY = /"retryPolicy"/i;

/** What every connection of gRPC that the program opens is given, by the function that opens it. */
export const dialled: (running: Running) => readonly Guard[] = rememberedBy((running: Running) => {
  const dials = DIALS.flatMap((name) => running.sites.calls.get(`${GRPC}.${name}`)).filter(({ declaration }) =>
    running.reached.has(declaration),
  );
  const [first, ...others] = dials.map((site) => givenAt(site, running));
  return first ? others.reduce<readonly Guard[]>(inCommon, first) : [];
});

function givenAt(site: Site, { sites, reached }: Running): Guard[] {
  const { declaration, context } = site;
  const interceptors = declaration.fact.uses.flatMap((use) => {
    const [alias = '', name = ''] = use.split('.');
    const path =
      alias === '' || !/Interceptor/.test(name) ? null : context.index.qualifier(declaration.file.facts, alias);
    return (path === null ? null : guardedBy(path)) ?? [];
  });
  const values = new Values(sites, reached);
  const configured = (sites.of.get(declaration) ?? []).some(
    ({ named, args }) =>
      named?.package === GRPC &&
      named.name === 'WithDefaultServiceConfig' &&
      args.some((arg) => values.texts(arg, context).some((text) => RETRY_POLICY.test(text))),
  );
  return [...new Set([...interceptors, ...(configured ? (['retry'] as const) : [])])].map((kind) =>
    guardAt(site, kind, null),
  );
}
