import type { Logger } from 'pino';
import type { ProbotOctokit } from 'probot';
import { z } from 'zod';
import type { Manifest } from '../web/manifest.ts';

const App = z.object({
  slug: z.string(),
  permissions: z.record(z.string(), z.string()),
  events: z.array(z.string()),
});
const Hook = z.object({ url: z.string().optional(), content_type: z.string().optional() });

export interface RegistrationOptions {
  /** As the App itself. */
  octokit: Pick<ProbotOctokit, 'rest' | 'request'>;
  manifest: Manifest;
  /** Where webhooks must go; null when nobody said. */
  hookUrl: string | null;
  log: Logger;
}

/**
 * Asks GitHub who the App is, says what its registration lacks, and corrects where its webhooks go. The service runs
 * without: whatever fails is logged with advice. Returns the App's slug; null when GitHub did not tell.
 */
export async function checkRegistration(options: RegistrationOptions): Promise<string | null> {
  const { log } = options;
  const slug = await attempt(() => checkApp(options), 'the App could not be looked up', log);
  await attempt(() => checkHook(options), "the App's webhook address could not be compared with PUBLIC_URL", log);
  return slug;
}

async function checkApp({ octokit, manifest, log }: RegistrationOptions): Promise<string> {
  const app = App.parse((await octokit.rest.apps.getAuthenticated()).data);
  const wanted = Object.entries(manifest.default_permissions);
  const permissions = wanted.filter(([name, access]) => !covers(app.permissions[name], access));
  const events = manifest.default_events.filter((event) => !app.events.includes(event));
  if (permissions.length > 0 || events.length > 0)
    log.warn(
      { permissions: permissions.map(([name, access]) => `${name}: ${access}`), events },
      "the App's registration lacks these: add them on its page at GitHub, under Permissions & events",
    );
  return app.slug;
}

async function checkHook({ octokit, hookUrl, log }: RegistrationOptions): Promise<void> {
  const hook = Hook.parse((await octokit.rest.apps.getWebhookConfigForApp()).data);
  const url = hookUrl ?? hook.url;
  if (url === undefined || (url === hook.url && hook.content_type === 'json')) return;
  // Not by its method: octokit takes a parameter that is called url for the address of the request.
  await octokit.request('PATCH /app/hook/config', { data: { url, content_type: 'json' } });
  log.info("the App's webhook address was corrected");
}

function covers(given: string | undefined, wanted: string): boolean {
  return given === wanted || given === 'write';
}

async function attempt<Result>(ask: () => Promise<Result>, what: string, log: Logger): Promise<Result | null> {
  try {
    return await ask();
  } catch (err) {
    log.warn({ err, advice: adviceFor(err) }, what);
    return null;
  }
}

function adviceFor(error: unknown): string {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 401)
    return 'APP_ID and PRIVATE_KEY do not belong together, the key was deleted at GitHub, or the clock is wrong';
  if (status === 404)
    return 'APP_ID names no App there: compare GITHUB_API_URL or GHE_HOST with where it is registered';
  return 'see whether GITHUB_API_URL can be reached from here; nothing is lost meanwhile';
}
