import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readSettings } from '../../../src/config/service-settings.ts';
import { readCredentials, writeCredentials } from '../../../src/edge/web/credentials.ts';
import { readManifest } from '../../../src/edge/web/manifest.ts';
import { serveSetUp } from '../../../src/edge/web/set-up/serve-set-up.ts';

const PEM = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;
const MADE = {
  id: 5725,
  slug: 'go-architect-acme',
  html_url: 'https://github.com/apps/go-architect-acme',
  owner: { login: 'acme' },
  pem: PEM,
  webhook_secret: '9f86d081884c7d659a2feaa0c55ad015',
};
const WISH = { kind: 'organisation', owner: 'acme', publicUrl: 'https://architect.acme.example', name: '' };

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'set-up-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** GitHub, as far as it hands Apps over. */
async function github(status = 201): Promise<{ url: string; codes: string[] }> {
  const codes: string[] = [];
  const server = createServer((request, response) => {
    const code = /^\/app-manifests\/([^/]+)\/conversions$/.exec(request.url ?? '')?.[1];
    if (request.method === 'POST' && code !== undefined) codes.push(code);
    response.writeHead(code === undefined ? 404 : status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 201 ? MADE : { message: 'no' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, codes };
}

/** The set-up pages, with what the terminal shows. */
async function setUp(dataDir = join(folder(), 'data'), status = 201) {
  const server = await github(status);
  const lines: string[] = [];
  const shown = Promise.withResolvers<string>();
  const ended = serveSetUp({ github: { url: server.url, apiUrl: server.url }, port: 0, dataDir }, (line) => {
    lines.push(line);
    const address = /http:\S+token=\S+/.exec(line)?.[0];
    if (address) shown.resolve(address);
  });
  ended.catch(shown.reject);
  const address = await shown.promise;
  return { address, origin: new URL(address).origin, lines, ended, server, dataDir };
}

/** A browser that was let in. */
async function enter(address: string) {
  const { origin } = new URL(address);
  const response = await fetch(address, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return {
    get: (path: string) => fetch(origin + path, { headers: { cookie } }),
    post: (fields: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(`${origin}/`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { cookie, origin, ...headers },
      }),
  };
}

/** What the page would post to GitHub, and where. */
function confirmed(page: string) {
  const named: Readonly<Record<string, string>> = { quot: '"', '#39': "'", lt: '<', gt: '>', amp: '&' };
  const plain = (text = '') => text.replace(/&([#\w]+);/g, (entity, name: string) => named[name] ?? entity);
  const action = plain(/<form method="post" action="([^"]*)"/.exec(page)?.[1]);
  const manifest: unknown = JSON.parse(plain(/name="manifest" value="([^"]*)"/.exec(page)?.[1]));
  return { action, manifest, state: new URL(action).searchParams.get('state') ?? '' };
}

describe('the set-up page', () => {
  test('registers an App and leaves credentials that the service starts with', async () => {
    const { address, origin, lines, ended, server, dataDir } = await setUp();
    const browser = await enter(address);
    expect((await browser.get('/')).status).toBe(200);

    const { action, manifest, state } = confirmed(await (await browser.post({ ...WISH })).text());
    expect(action).toBe(`${server.url}/organizations/acme/settings/apps/new?state=${state}`);
    expect(manifest).toEqual({
      ...readManifest(),
      name: 'go-architect-acme',
      hook_attributes: { url: 'https://architect.acme.example/api/github/webhooks', active: true },
      redirect_url: `${origin}/created`,
    });

    const done = await browser.get(`/created?code=c0de&state=${state}`);
    expect(done.status).toBe(200);
    expect(await done.text()).toContain('https://github.com/apps/go-architect-acme/installations/new');
    await ended;
    expect(server.codes).toEqual(['c0de']);
    expect(lines.at(-1)).toContain('https://github.com/apps/go-architect-acme/installations/new');

    const file = join(dataDir, 'credentials.env');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(['credentials.env']);
    const read = readSettings(await readCredentials(file), () => '');
    if ('problems' in read) throw new Error(read.problems.join('\n'));
    expect(read.settings).toMatchObject({
      app: { id: 5725, slug: 'go-architect-acme', webhookSecret: MADE.webhook_secret },
      github: { apiUrl: server.url },
      hookUrl: 'https://architect.acme.example/api/github/webhooks',
    });
    expect(['acme', 'somebody'].map(read.settings.isAllowed)).toEqual([true, false]);
    const said = lines.join('\n');
    expect(said).not.toContain(MADE.webhook_secret);
  });

  test('asks for more, and of a person, where that is wanted', async () => {
    const { address, server } = await setUp();
    const browser = await enter(address);
    const wish = { ...WISH, kind: 'user', owner: 'gopher', name: 'My <App>', resolves: 'yes' };
    const { action, manifest } = confirmed(await (await browser.post(wish)).text());
    expect(action).toContain(`${server.url}/settings/apps/new?state=`);
    expect(manifest).toMatchObject({ name: 'My <App>', default_permissions: { contents: 'write' }, public: false });
  });

  test.each([
    ['owner', 'acme/shop'],
    ['publicUrl', 'http://architect.acme.example'],
    ['name', 'x'.repeat(35)],
  ])('says what is wrong with %s', async (field, value) => {
    const { address } = await setUp();
    const browser = await enter(address);
    const answer = await browser.post({ ...WISH, [field]: value });
    expect(answer.status).toBe(400);
    const page = await answer.text();
    expect(page).toContain('class="wrong"');
    expect(page).toContain(`value="${value}"`);
  });
});

describe('nobody else gets in', () => {
  test('without the token, with another one, or with one that was used', async () => {
    const { address, origin } = await setUp();
    expect((await fetch(origin)).status).toBe(403);
    expect((await fetch(`${origin}/?token=${'x'.repeat(43)}`)).status).toBe(403);
    await enter(address);
    expect((await fetch(address)).status).toBe(403);
    expect((await fetch(`${origin}/created?code=x&state=x`)).status).toBe(403);
  });

  test('by a name of somebody else that points here', async () => {
    const { address } = await setUp();
    const status = await new Promise((resolve, reject) => {
      get(address, { headers: { host: 'evil.example' } }, (response) => resolve(response.resume().statusCode)).on(
        'error',
        reject,
      );
    });
    expect(status).toBe(403);
    await enter(address);
  });

  test('by a form on another site', async () => {
    const { address } = await setUp();
    const browser = await enter(address);
    expect((await browser.post({ ...WISH }, { origin: 'https://evil.example' })).status).toBe(403);
  });

  test.each(['forged', ''])('with state "%s"; and a state is good for one use', async (state) => {
    const { address, server } = await setUp();
    const browser = await enter(address);
    const asked = confirmed(await (await browser.post({ ...WISH })).text());
    expect((await browser.get(`/created?code=c0de&state=${state}`)).status).toBe(400);
    expect(server.codes).toEqual([]);
    expect((await browser.get(`/created?code=c0de&state=${asked.state}`)).status).toBe(200);
    expect(server.codes).toEqual(['c0de']);
  });
});

test('an App that GitHub does not hand over leaves nothing, and the pages stay', async () => {
  const { address, server, dataDir } = await setUp(undefined, 502);
  const browser = await enter(address);
  const { state } = confirmed(await (await browser.post({ ...WISH })).text());
  expect((await browser.get(`/created?code=c0de&state=${state}`)).status).toBe(502);
  expect(server.codes).toEqual(['c0de']);
  await expect(readCredentials(join(dataDir, 'credentials.env'))).resolves.toEqual({});
  expect((await browser.get('/')).status).toBe(200);
});

describe('credentials', () => {
  test('that exist are never overwritten, whoever comes first', async () => {
    const dataDir = folder();
    const { address } = await setUp(dataDir);
    const browser = await enter(address);
    const { state } = confirmed(await (await browser.post({ ...WISH })).text());
    const file = join(dataDir, 'credentials.env');
    writeFileSync(file, 'APP_ID=1\n');
    const answer = await browser.get(`/created?code=c0de&state=${state}`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('exists already');
    expect(readFileSync(file, 'utf8')).toBe('APP_ID=1\n');
    expect(readdirSync(dataDir)).toEqual(['credentials.env']);
  });

  test('that say nothing are for a person to look at', async () => {
    const dataDir = folder();
    writeFileSync(join(dataDir, 'credentials.env'), '# nothing\n');
    await expect(setUp(dataDir)).rejects.toThrow('holds no credentials');
  });

  test('survive writing and reading', async () => {
    const file = join(folder(), 'new', 'credentials.env');
    const variables = { APP_ID: '1', PRIVATE_KEY: 'ab+/==', PUBLIC_URL: 'https://architect.acme.example/x?y=1' };
    await writeCredentials(file, variables);
    expect(await readCredentials(file)).toEqual(variables);
  });

  test('that cannot be read are told with advice', async () => {
    const file = join(folder(), 'credentials.env');
    mkdirSync(file);
    await expect(readCredentials(file)).rejects.toThrow('give this user permission');
  });
});
