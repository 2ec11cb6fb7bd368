import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { type GitHubServer, hookUrlOf } from '../../../config/service-settings.ts';
import type { Manifest } from '../manifest.ts';

/** What the set-up page asks for. */
export const Wish = z
  .object({
    kind: z.enum(['organisation', 'user']),
    owner: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9][\w-]*$/, 'the name of the account, as in https://github.com/NAME'),
    /** GitHub's own bound. */
    name: z.string().trim().max(34, 'at most 34 characters'),
    publicUrl: z
      .url({ protocol: /^https$/, error: 'an address that begins with https://' })
      .transform((text) => text.replace(/\/+$/, '')),
    resolves: z.literal('yes').optional(),
  })
  .transform((wish) => ({ ...wish, name: wish.name || `go-architect-${wish.owner}`.slice(0, 34) }));
export type Wish = z.infer<typeof Wish>;

/** What is posted to GitHub. */
export type Registration = Manifest & { redirect_url: string };

export function registrationFor(wish: Wish, manifest: Manifest, redirectUrl: string): Registration {
  return {
    ...manifest,
    name: wish.name,
    hook_attributes: { ...manifest.hook_attributes, url: hookUrlOf(wish.publicUrl) },
    default_permissions: { ...manifest.default_permissions, ...(wish.resolves && { contents: 'write' }) },
    redirect_url: redirectUrl,
  };
}

/** The page of GitHub's that a registration is posted to. */
export function registerUrl({ url }: GitHubServer, { kind, owner }: Wish, state: string): string {
  const account = kind === 'organisation' ? `organizations/${owner}/` : '';
  return `${url}/${account}settings/apps/new?state=${state}`;
}

/** An App as GitHub made it. */
const App = z.object({
  id: z.int(),
  slug: z.string(),
  html_url: z.url(),
  owner: z.object({ login: z.string() }),
  pem: z.string(),
  webhook_secret: z.string(),
});
export type App = z.infer<typeof App>;

/** Takes the App over. The code is good for one use within an hour, so this is tried once. */
export async function convert(apiUrl: string, code: string): Promise<App> {
  const silent = () => {};
  const octokit = new Octokit({
    baseUrl: apiUrl,
    userAgent: 'go-architect',
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  const { data } = await octokit.rest.apps.createFromManifest({ code });
  return App.parse(data);
}

/** The App's credentials as variables of the service. */
export function variablesOf(app: App, wish: Wish, apiUrl: string): Record<string, string> {
  return {
    APP_ID: String(app.id),
    APP_SLUG: app.slug,
    PRIVATE_KEY: Buffer.from(app.pem).toString('base64'),
    WEBHOOK_SECRET: app.webhook_secret,
    ALLOWED_OWNERS: app.owner.login,
    PUBLIC_URL: wish.publicUrl,
    GITHUB_API_URL: apiUrl,
  };
}
