import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { csrf } from 'hono/csrf';
import { secureHeaders } from 'hono/secure-headers';
import { z } from 'zod';
import type { GitHubServer } from '../../../config/service-settings.ts';
import type { Manifest } from '../manifest.ts';
import { type OneTime, oneTime, randomWord, sameText } from './one-time.ts';
import { confirmPage, donePage, formPage, wrongPage } from './pages.ts';
import { type App, convert, registerUrl, registrationFor, variablesOf, Wish } from './registration.ts';

export interface SetUpOptions {
  /** Lets one browser in, once. */
  token: OneTime;
  /** Of these pages, such as `http://127.0.0.1:3000`. */
  origin: string;
  github: GitHubServer;
  manifest: Manifest;
  /** Keeps the credentials. Returns the file they are in. */
  save(variables: Record<string, string>): Promise<string>;
  /** All is done, and said. */
  done(app: App): void;
}

const COOKIE = 'architect-set-up';
const Fields = z.record(z.string(), z.string());

/** The set-up pages: ask, confirm, and take over what GitHub made. */
export function setUpApp(options: SetUpOptions): Hono {
  const { token, origin, github, manifest, save, done } = options;
  const session = randomWord();
  let pending: { state: OneTime; wish: Wish } | null = null;
  const app = new Hono();

  app.use(
    secureHeaders({
      referrerPolicy: 'strict-origin-when-cross-origin',
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'unsafe-inline'"],
        formAction: ["'self'", github.url],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    }),
    csrf({ origin }),
    async (context, next) => {
      // A name of somebody else's that points here would be another origin's way in.
      if (context.req.header('host') !== new URL(origin).host) return refuse(context);
      if (context.req.path === '/' && token.use(context.req.query('token'))) {
        setCookie(context, COOKIE, session, { httpOnly: true, sameSite: 'Lax', path: '/' });
        return context.redirect('/', 303);
      }
      if (!sameText(getCookie(context, COOKIE), session)) return refuse(context);
      await next();
      return;
    },
  );

  app.get('/', (context) => context.html(formPage({ given: { kind: 'organisation' }, wrong: {} })));

  app.post('/', async (context) => {
    const fields = Fields.parse(await context.req.parseBody());
    const parsed = Wish.safeParse(fields);
    if (!parsed.success) {
      const wrong = Object.fromEntries(parsed.error.issues.map(({ path, message }) => [String(path[0]), message]));
      return context.html(formPage({ given: fields, wrong }), 400);
    }
    pending = { state: oneTime(), wish: parsed.data };
    const registration = registrationFor(parsed.data, manifest, `${origin}/created`);
    return context.html(confirmPage(registration, registerUrl(github, parsed.data, pending.state.text)));
  });

  app.get('/created', async (context) => {
    const { code, state } = context.req.query();
    if (!code || !pending?.state.use(state))
      return context.html(wrongPage('This is no answer to what was asked here. Begin again at the first page.'), 400);
    const { wish } = pending;
    const made = await convert(github.apiUrl, code).catch(() => null);
    if (made === null) return context.html(wrongPage(LOST), 502);
    try {
      const file = await save(variablesOf(made, wish, github.apiUrl));
      done(made);
      context.header('connection', 'close');
      return context.html(donePage(made, file));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return context.html(
        wrongPage(`GitHub made ${made.html_url}, but its credentials are not kept: ${why}. ${DELETE}`),
        500,
      );
    }
  });

  return app;
}

const DELETE = 'Delete that App on its page at GitHub, under Advanced, and begin again at the first page.';
const LOST = `GitHub did not hand the App over. If your account's list of Apps shows it: ${DELETE}`;

function refuse(context: Context): Response | Promise<Response> {
  const what = 'This address has been used, or is not the one on the terminal. Start the service again for a new one.';
  return context.html(wrongPage(what), 403);
}
