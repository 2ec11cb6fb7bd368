import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { SetUpSettings } from '../../../config/service-settings.ts';
import { InputError } from '../../../core/errors.ts';
import { CREDENTIALS_FILE, writeCredentials } from '../credentials.ts';
import { readManifest } from '../manifest.ts';
import { oneTime } from './one-time.ts';
import type { App } from './registration.ts';
import { setUpApp } from './set-up-app.ts';

/** How long the last page may take to reach the browser. */
const FAREWELL_MS = 1_000;

/**
 * Serves the set-up pages on this machine alone, until an App is registered and its credentials are written.
 * `tell` gets lines for the terminal.
 *
 * @throws InputError when the port cannot be had, or when the file for the credentials is there
 */
export async function serveSetUp(settings: SetUpSettings, tell: (line: string) => void): Promise<void> {
  const { port, dataDir, github } = settings;
  const file = join(dataDir, CREDENTIALS_FILE);
  if (existsSync(file))
    throw new InputError(`${file} holds no credentials: mend it, or move it away for the set-up page`);
  const token = oneTime();
  const registered = Promise.withResolvers<App>();
  const pages = Promise.withResolvers<ReturnType<typeof setUpApp>>();
  const server = createServer(getRequestListener(async (request) => (await pages.promise).fetch(request)));
  await new Promise<void>((resolve, reject) => {
    server.once('error', () => reject(new InputError(`port ${port} cannot be had: set PORT to another one`)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : port}`;
  pages.resolve(
    setUpApp({
      token,
      origin,
      github,
      manifest: readManifest(),
      async save(variables) {
        await writeCredentials(file, variables);
        return file;
      },
      done: registered.resolve,
    }),
  );
  tell('There are no credentials yet. Register the App on this page, whose address works once:');
  tell(`  ${origin}/?token=${token.text}`);
  tell('The App may also be registered by hand: README.md says how.');
  const app = await registered.promise;
  const cut = setTimeout(() => server.closeAllConnections(), FAREWELL_MS);
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(cut);
  tell(`Registered: ${app.html_url}. The credentials are in ${file}.`);
  tell(`Install it on repositories: ${app.html_url}/installations/new`);
}
