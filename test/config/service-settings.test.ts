import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { serviceVariables } from '../../src/config/env.ts';
import { MODEL_VARIABLES } from '../../src/config/model-variables.ts';
import { hasCredentials, readSettings, readSetUp, type Variables } from '../../src/config/service-settings.ts';
import { VARIABLES } from '../../src/config/service-variables.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PKCS8 = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const PKCS1 = pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const GOOD = {
  APP_ID: '5725',
  PRIVATE_KEY: PKCS1,
  WEBHOOK_SECRET: '9f86d081884c7d659a2feaa0c55ad015',
  ALLOWED_OWNERS: 'acme',
};

function settings(more: Variables = {}) {
  const read = readSettings({ ...GOOD, ...more }, () => PKCS1);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read.settings;
}

function problems(more: Variables): string[] {
  const read = readSettings({ ...GOOD, ...more }, () => {
    throw new Error('no such file');
  });
  return 'problems' in read ? read.problems : [];
}

test('the least that must be said, and what goes without saying', () => {
  expect(settings()).toMatchObject({
    app: { id: 5725, privateKey: PKCS8, webhookSecret: GOOD.WEBHOOK_SECRET, slug: null },
    github: { apiUrl: 'https://api.github.com', url: 'https://github.com' },
    hookUrl: null,
    port: 3000,
    host: undefined,
    metrics: { port: 9464, host: '127.0.0.1' },
    dataDir: join(homedir(), '.local/share/go-architect'),
    databaseUrl: null,
    logLevel: 'info',
  });
});

test.each([
  ['PKCS #1, as GitHub gives it', { PRIVATE_KEY: PKCS1 }],
  ['PKCS #8', { PRIVATE_KEY: PKCS8 }],
  ['on one line', { PRIVATE_KEY: PKCS1.replaceAll('\n', '\\n') }],
  ['in base64', { PRIVATE_KEY: Buffer.from(PKCS1).toString('base64') }],
  ['in a file', { PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/run/secrets/key.pem' }],
])('a private key may be given %s', (_how, variables) => {
  expect(settings(variables).app.privateKey).toBe(PKCS8);
});

test.each([
  [{}, 'https://api.github.com', 'https://github.com'],
  [{ GHE_HOST: 'ghe.acme.example' }, 'https://ghe.acme.example/api/v3', 'https://ghe.acme.example'],
  [{ GHE_HOST: 'acme.ghe.com' }, 'https://api.acme.ghe.com', 'https://acme.ghe.com'],
  [
    { GITHUB_API_URL: 'https://ghe.acme.example/api/v3/' },
    'https://ghe.acme.example/api/v3',
    'https://ghe.acme.example',
  ],
  [{ GITHUB_API_URL: 'http://127.0.0.1:4000' }, 'http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
])('GitHub is found by %j', (variables, apiUrl, url) => {
  expect(settings(variables).github).toEqual({ apiUrl, url });
});

test.each([
  ['https://architect.acme.example', 'https://architect.acme.example/api/github/webhooks'],
  ['https://architect.acme.example/', 'https://architect.acme.example/api/github/webhooks'],
  ['https://acme.example/bots/architect', 'https://acme.example/bots/architect'],
  ['https://smee.io/abcdef', 'https://smee.io/abcdef'],
])('GitHub delivers to %s at %s', (publicUrl, hookUrl) => {
  expect(settings({ PUBLIC_URL: publicUrl }).hookUrl).toBe(hookUrl);
});

test('owners are named without regard to case, or all are welcome', () => {
  const { isAllowed } = settings({ ALLOWED_OWNERS: 'Acme, acme-labs' });
  expect(['acme', 'ACME', 'Acme-Labs', 'acme-lab'].map(isAllowed)).toEqual([true, true, true, false]);
  expect(settings({ ALLOWED_OWNERS: '*' }).isAllowed('anybody')).toBe(true);
});

test('metrics can be switched off', () => {
  expect(settings({ METRICS_PORT: 'off' }).metrics).toBeNull();
});

describe('a mistake is told in one line that says what to do, and quotes nothing', () => {
  test.each<[string, string, string | undefined, Variables?]>([
    ['APP_ID', 'the client id', 'Iv23abc'],
    ['APP_ID', 'none', undefined],
    ['PRIVATE_KEY', 'none', undefined],
    ['PRIVATE_KEY', 'another text', 'hush'],
    ['PRIVATE_KEY', 'the public key', pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['PRIVATE_KEY', 'half of it', PKCS1.slice(0, 500)],
    ['PRIVATE_KEY_PATH', 'no such file', '/nowhere', { PRIVATE_KEY: undefined }],
    ['WEBHOOK_SECRET', 'none', undefined],
    ['WEBHOOK_SECRET', 'the one in many examples', 'development'],
    ['WEBHOOK_SECRET', '15 characters', 'abcdefghijklmno'],
    ['WEBHOOK_SECRET', 'one character', 'a'.repeat(40)],
    ['WEBHOOK_SECRET', 'three characters', 'abcab'.repeat(8)],
    ['APP_SLUG', 'an address', 'https://github.com/apps/go-architect'],
    ['ALLOWED_OWNERS', 'none', undefined],
    ['ALLOWED_OWNERS', 'a repository', 'acme/shop'],
    ['ALLOWED_OWNERS', 'all and one', '*,acme'],
    ['PUBLIC_URL', 'a host', 'architect.acme.example'],
    ['PUBLIC_URL', 'plain HTTP', 'http://architect.acme.example'],
    ['PUBLIC_URL', 'plain HTTP to a host named like this machine', 'http://localhost.acme.example'],
    ['PORT', 'too high', '80800'],
    ['PORT', 'a name', 'http'],
    ['HOST', 'two', 'a b'],
    ['METRICS_PORT', 'a word', 'none'],
    ['METRICS_HOST', 'two', 'a b'],
    ['DATABASE_URL', 'another database', 'mysql://hush@db/queue'],
    ['GITHUB_API_URL', 'a host', 'ghe.acme.example'],
    ['GHE_HOST', 'an address', 'https://ghe.acme.example'],
    ['LOG_LEVEL', 'an unknown level', 'verbose'],
  ])('%s: %s', (name, _what, value, more) => {
    const told = problems({ [name]: value, ...more });
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(new RegExp(`^${name} (?:is missing|is not usable|cannot be read): .+`));
    expect(told[0]).not.toContain('\n');
    expect(told[0]).not.toContain('hush');
  });

  test('all of them at once', () => {
    const told = problems({
      APP_ID: 'x',
      WEBHOOK_SECRET: '',
      PORT: 'x',
      GHE_HOST: 'a.example',
      GITHUB_API_URL: 'https://b.example',
    });
    expect(told.map((line) => line.split(' ')[0])).toEqual(['GHE_HOST', 'APP_ID', 'WEBHOOK_SECRET', 'PORT']);
  });

  test('two places for one thing', () => {
    expect(problems({ PRIVATE_KEY_PATH: '/run/key.pem' })).toEqual([
      'PRIVATE_KEY and PRIVATE_KEY_PATH are both set: keep one of them',
    ]);
  });
});

test('the set-up page needs no credentials', () => {
  expect(hasCredentials({ PORT: '80' })).toBe(false);
  expect(readSetUp({ DATA_DIR: '/var/lib/architect', GHE_HOST: 'ghe.acme.example' })).toEqual({
    settings: {
      github: { apiUrl: 'https://ghe.acme.example/api/v3', url: 'https://ghe.acme.example' },
      port: 3000,
      dataDir: '/var/lib/architect',
    },
  });
});

test('an incomplete registration is one', () => {
  expect(hasCredentials({ WEBHOOK_SECRET: 'x' })).toBe(true);
});

test('what the environment says counts more than what was written', () => {
  const variables = serviceVariables({ APP_ID: '1', PORT: '1' }, { PORT: '2', APP_ID: '' });
  expect(variables).toEqual({ APP_ID: '1', PORT: '2' });
});

test('docs/operations.md lists every variable', () => {
  const rows = Object.entries({ ...VARIABLES, ...MODEL_VARIABLES }).map(
    ([name, { about, fallback }]) => `| \`${name}\` | ${fallback === null ? '' : `\`${fallback}\``} | ${about} |`,
  );
  const documented = readFileSync('docs/operations.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| `[A-Z_]+` \|/.test(line));
  expect(documented).toEqual(rows);
});
