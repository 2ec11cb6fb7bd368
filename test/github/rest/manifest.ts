import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { HttpError } from '../http/errors.ts';
import { ok, type Reply } from '../http/reply.ts';
import { type Call, openRoute, type Route } from '../http/router.ts';
import { renderApp } from '../render/people.ts';

const Registration = z.object({
  name: z.string().max(34),
  url: z.url(),
  redirect_url: z.url(),
  hook_attributes: z.object({ url: z.url(), active: z.boolean().optional() }).optional(),
  public: z.boolean().optional(),
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])).default({}),
  default_events: z.array(z.string()).default([]),
});

/** An App registered by its manifest: the page that the form is posted to, whose question is answered at once. */
export const manifestRoutes: Route[] = [
  openRoute('POST /settings/apps/new', register),
  openRoute('POST /organizations/{org}/settings/apps/new', register),
  openRoute('POST /app-manifests/{code}/conversions', ({ github, param }) => {
    if (!github.manifestCodes.delete(param('code'))) throw new HttpError(404, 'Not Found');
    return ok(
      {
        ...renderApp(github.links, github.app),
        client_secret: randomBytes(20).toString('hex'),
        webhook_secret: github.hooks.config.secret,
        pem: github.privateKey,
      },
      201,
    );
  }),
];

function register({ github, query, body }: Call): Reply {
  const { manifest } = z.object({ manifest: z.string() }).parse(body);
  const wanted = Registration.parse(JSON.parse(manifest));
  github.app.permissions = wanted.default_permissions;
  github.app.events = wanted.default_events;
  github.hooks.config.url = wanted.hook_attributes?.url ?? '';
  const code = randomBytes(20).toString('hex');
  github.manifestCodes.add(code);
  const location = new URL(wanted.redirect_url);
  location.searchParams.set('code', code);
  if (query.has('state')) location.searchParams.set('state', query.get('state') ?? '');
  return { status: 302, body: null, headers: { location: location.href } };
}
