import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../../src/edge/telemetry/log.ts';
import { readManifest } from '../../../src/edge/web/manifest.ts';
import { loadProbot } from '../../../src/edge/webhook/load-probot.ts';
import { checkRegistration } from '../../../src/edge/webhook/registration.ts';
import { SETTINGS } from './front.ts';

const GITHUB = 'https://ghe.acme.example';
const HOOK = 'https://architect.acme.example/api/github/webhooks';
const manifest = readManifest();
const APP = {
  id: 5725,
  slug: 'go-architect-acme',
  permissions: manifest.default_permissions,
  events: manifest.default_events,
};

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  const missing = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(missing).toEqual([]);
});

const github = () => nock(GITHUB, { reqheaders: { authorization: /^bearer ey/ } });

async function check(hookUrl: string | null = HOOK) {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) });
  const probot = await loadProbot({
    settings: { ...SETTINGS, github: { url: GITHUB, apiUrl: `${GITHUB}/api/v3` } },
    inbox: { accept: async () => 'stored' },
    botLogin: () => null,
    announce: () => {},
    log,
    count: () => {},
  });
  const slug = await checkRegistration({ octokit: await probot.auth(), manifest, hookUrl, log });
  return { slug, lines };
}

describe('at start', () => {
  test('a registration that is right is left as it is, and tells the name of the bot', async () => {
    github()
      .get('/api/v3/app')
      .reply(200, APP)
      .get('/api/v3/app/hook/config')
      .reply(200, { url: HOOK, content_type: 'json' });
    expect(await check()).toEqual({ slug: 'go-architect-acme', lines: [] });
  });

  test.each([
    ['go elsewhere', { url: 'https://old.acme.example', content_type: 'json' }],
    ['come as forms', { url: HOOK, content_type: 'form' }],
    ['have no address', {}],
  ])('webhooks that %s are corrected', async (_how, config) => {
    github().get('/api/v3/app').reply(200, APP).get('/api/v3/app/hook/config').reply(200, config);
    github().patch('/api/v3/app/hook/config', { url: HOOK, content_type: 'json' }).reply(200, {});
    const { lines } = await check();
    expect(lines).toMatchObject([{ level: 30, msg: "the App's webhook address was corrected" }]);
  });

  test('where webhooks go is nobody’s business without PUBLIC_URL, such as with smee', async () => {
    github().get('/api/v3/app').reply(200, APP);
    github().get('/api/v3/app/hook/config').reply(200, { url: 'https://smee.io/x', content_type: 'json' });
    expect((await check(null)).lines).toEqual([]);
  });

  test('what the registration lacks is said', async () => {
    const { merge_queues: _, ...permissions } = manifest.default_permissions;
    const lacking = { ...APP, permissions: { ...permissions, contents: 'write', checks: 'read' }, events: ['push'] };
    github().get('/api/v3/app').reply(200, lacking);
    github().get('/api/v3/app/hook/config').reply(200, { url: HOOK, content_type: 'json' });
    const { lines } = await check();
    expect(lines).toMatchObject([{ level: 40, permissions: ['checks: write', 'merge_queues: read'] }]);
    expect(lines[0]?.events).toContain('pull_request');
    expect(lines[0]?.events).not.toContain('push');
  });

  test.each([
    [401, 'do not belong together'],
    [404, 'names no App there'],
  ])('an answer %i is no end, and comes with advice', async (status, advice) => {
    github().get('/api/v3/app').reply(status, {}).get('/api/v3/app/hook/config').reply(status, {});
    const { slug, lines } = await check();
    expect(slug).toBeNull();
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatchObject({ level: 40, advice: expect.stringContaining(advice) });
    expect(JSON.stringify(lines)).not.toMatch(/bearer|eyJ/i);
  });
});
