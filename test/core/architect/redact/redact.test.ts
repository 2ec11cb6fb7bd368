import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../../../src/core/architect/redact/redact.ts';

/** Made up, put together here so that no scanner takes them for real. */
const made = (...parts: string[]) => parts.join('');
const AWS = made('AKIA', 'QZ7XN2M4K8PL3VTB');
const GITHUB = made('ghp_', 'aB3dE5fG7hI9jK1lM2nO4pQ6rS8tU0vW2xY4');
const SLACK = made('xoxb-', '123456789012-abcdefghijklmnop');
const STRIPE = made('sk_live_', '4eC39HqLyjWDarjtT1zdp7dc');
const JWT = made('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0NTY3ODkwIn0.', 'dozjgNryP4J3jVmNHl0w5N');
const PEM = [
  made('-----BEGIN RSA ', 'PRIVATE KEY-----'),
  'Proc-Type: 4,ENCRYPTED',
  'MIIEowIBAAKCAQEAu5q2',
  'kTq9hV8yq2Zl0Pn1',
  made('-----END RSA ', 'PRIVATE KEY-----'),
].join('\n');

describe('what leaves no file', () => {
  it.each([
    ['a key of AWS', `aws := "${AWS}"`, AWS],
    ['a token of GitHub', `// use ${GITHUB} here`, GITHUB],
    ['a token of Slack', `token: ${SLACK}`, SLACK],
    ['a key of Stripe', `key("${STRIPE}")`, STRIPE],
    ['a signed token', `Authorization: Bearer ${JWT}`, JWT],
    ['a password in an address', 'dsn: postgres://shop:hunter2@db:5432/shop', 'hunter2'],
    ['a password in an address of a broker', 'amqp://guest:s3cret@rabbit:5672/', 's3cret'],
    ['what a telling field is given', 'APIKey: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",', '9f86d081884c7d65'],
    ['what a telling variable is given', 'DB_PASSWORD=tR9#vL2q!Zm7Kx4w', 'tR9#vL2q'],
    ['an entry of a manifest', '- name: DB_PASSWORD\n  value: hunter22', 'hunter22'],
  ])('%s', (_, text, secret) => {
    expect(text).toContain(secret);
    const shown = redact(text);
    expect(shown).not.toContain(secret);
    expect(shown).toMatch(/\[secret [0-9a-f]{4}\]/);
  });

  it('what a Secret of Kubernetes holds, and not the objects beside it', () => {
    const text = [
      'apiVersion: v1',
      'kind: Secret',
      'metadata:',
      '  name: db',
      'stringData:',
      '  user: shop',
      '  tls.key: |',
      '    line of a key',
      '---',
      'kind: ConfigMap',
      'data:',
      '  user: shop',
    ].join('\n');
    const shown = redact(text);
    expect(shown.split('\n').map((line) => line.replace(/\[secret ....\]/, '*'))).toEqual(
      text.replace('user: shop', 'user: *').replace('line of a key', '*').split('\n'),
    );
    expect(redact(shown)).toBe(shown);
  });

  it('a private key, whose lines are kept', () => {
    const shown = redact(`before\n${PEM}\nafter`);
    expect(shown).not.toContain('MIIE');
    expect(shown.split('\n')).toHaveLength(7);
    expect(shown.split('\n').at(-1)).toBe('after');
  });
});

describe('what stays', () => {
  it.each([
    `DATABASE_URL: postgres://orders:${'$'}{ORDERS_DB_PASSWORD:?}@orders-db:5432/orders`,
    'token := r.Header.Get("X-Guest-Token")',
    'apiKeyHeader = "X-Api-Key"',
    'Password: os.Getenv("PASSWORD"),',
    'SecretKey: projects/shop/secrets/db',
    '- name: DB_PASSWORD\n  valueFrom: { secretKeyRef: { name: db, key: password } }',
    'image: registry.example.com:5000/shop/orders@sha256:0f1e2d',
    'func (s *Store) Token(ctx context.Context) (string, error) {',
    'git@github.com:example/shop.git',
  ])('%s', (text) => {
    expect(redact(text)).toBe(text);
  });
});

it('marks equal secrets equally, and does nothing the second time', () => {
  const shown = redact(`a ${GITHUB}\nb ${GITHUB}\nc ${STRIPE}`);
  const marks = shown.match(/\[secret [0-9a-f]{4}\]/g) ?? [];
  expect(marks[0]).toBe(marks[1]);
  expect(marks[2]).not.toBe(marks[0]);
  expect(redact(shown)).toBe(shown);
});

it('keeps the number of lines of any text, and is done quickly with hostile ones', () => {
  const pieces = fc.constantFrom(
    PEM,
    GITHUB,
    'a://b:c@d',
    'password = "x1y2z3a4b5c6"',
    '\n',
    ' ',
    'name: API_KEY\nvalue: abc123',
    '"',
    "'",
    '`',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      expect(redact(text).split('\n').length).toBe(text.split('\n').length);
    }),
  );
  for (const unit of ['a', '://', 'token=', 'eyJ', '-----BEGIN PRIVATE KEY-----', 'name: x\n', 'a.', '"', ' '])
    expect(redact(unit.repeat(20_000)).length).toBeGreaterThan(0);
}, 20_000);
