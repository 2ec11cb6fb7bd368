import { describe, expect, test } from 'vitest';
import { defaultConfig, parseRepoConfig } from '../../../src/core/config/repo-config.ts';

const STANDARDS = ['errors/ignored-result', 'quality/long-function'];

/** `line:column message` of every error. */
function errorsOf(text: string, standards?: readonly string[]): string[] {
  const { config, errors } = parseRepoConfig(text, standards === undefined ? {} : { standards });
  if (errors.length > 0) expect(config).toEqual(defaultConfig());
  return errors.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

test.each(['', '# nothing yet\n', '{}'])('%j is the default configuration', (text) => {
  expect(parseRepoConfig(text)).toEqual({ config: defaultConfig(), errors: [] });
});

test('the defaults', () => {
  expect(defaultConfig()).toEqual({
    failOn: 'high',
    standards: {},
    ignorePaths: [],
    services: [],
    siblings: [],
    readers: [],
    shared: [],
    publicRoutes: null,
    platform: { mesh: [], gateway: [] },
    waivers: [],
    selfSilence: false,
    maxComments: 20,
    baseBranches: [],
    drafts: 'review',
    skipAuthors: [],
    labels: { skip: [], full: [], model: ['architect-model'] },
    pathInstructions: [],
    guidelines: null,
    model: { enabled: true, gates: 'corroborated', maxCostUsd: null, excludePaths: [], context: null },
  });
});

test('everything that can be written', () => {
  const text = `
fail_on: medium
standards:
  errors/*: low
  errors/ignored-result: off
  data/n-plus-one:
    severity: high
    lane: hint
    ignore_paths: [internal/report/**]
  quality/interface-bloat: { max_methods: 12 }
ignore_paths: [docs, "**/*_gen.go"]
services:
  - { name: orders, root: ./services/orders/ }
  - { name: all, root: . }
siblings: [acme/payments]
readers: [acme/shop, mail-team/*]
shared: [pkg/**]
public_routes: [GET /health, /login, /shop.v1.Shop/List]
platform: { mesh: [mtls, retries], gateway: [auth] }
waivers:
  - standard: context/*
    path: internal/legacy/**
    reason: Replaced in the autumn.
    until: 2026-11-30
    by: ada
  - fingerprint: "0a1b2c"
    reason: Measured, harmless.
    until: 2026-12-31
self_silence: allow
max_comments: 5
long_function: { statements: 120 }
base_branches: [release/2.x]
drafts: skip
skip_authors: ["dependabot[bot]"]
labels: { skip: [no-review], full: [everything], model: [ask] }
path_instructions: [{ path: internal/**, text: Mind the ledger. }]
guidelines: Errors carry the order's number.
model:
  enabled: false
  gates: never
  max_cost_usd: 1.5
  exclude_paths: [secrets]
  context: Two thousand requests a second.
`;
  const own = { off: false, severity: null, hint: false, ignorePaths: [], options: {} };
  expect(parseRepoConfig(text)).toEqual({
    errors: [],
    config: {
      failOn: 'medium',
      standards: {
        'errors/*': { ...own, severity: 'low' },
        'errors/ignored-result': { ...own, off: true },
        'data/n-plus-one': { ...own, severity: 'high', hint: true, ignorePaths: ['internal/report/**'] },
        'quality/interface-bloat': { ...own, options: { max_methods: 12 } },
        'quality/long-function': { ...own, options: { max_statements: 120 } },
      },
      ignorePaths: ['docs', '**/*_gen.go'],
      services: [
        { name: 'orders', root: 'services/orders' },
        { name: 'all', root: '' },
      ],
      siblings: ['acme/payments'],
      readers: ['acme/shop', 'mail-team/*'],
      shared: ['pkg/**'],
      publicRoutes: ['GET /health', '/login', '/shop.v1.Shop/List'],
      platform: { mesh: ['mtls', 'retries'], gateway: ['auth'] },
      waivers: [
        {
          fingerprint: null,
          standard: 'context/*',
          path: 'internal/legacy/**',
          reason: 'Replaced in the autumn.',
          until: '2026-11-30',
          by: 'ada',
          line: 21,
        },
        {
          fingerprint: '0a1b2c',
          standard: null,
          path: null,
          reason: 'Measured, harmless.',
          until: '2026-12-31',
          by: null,
          line: 26,
        },
      ],
      selfSilence: true,
      maxComments: 5,
      baseBranches: ['release/2.x'],
      drafts: 'skip',
      skipAuthors: ['dependabot[bot]'],
      labels: { skip: ['no-review'], full: ['everything'], model: ['ask'] },
      pathInstructions: [{ path: 'internal/**', text: 'Mind the ledger.' }],
      guidelines: "Errors carry the order's number.",
      model: {
        enabled: false,
        gates: 'never',
        maxCostUsd: 1.5,
        excludePaths: ['secrets'],
        context: 'Two thousand requests a second.',
      },
    },
  });
});

describe('an error says where it is and what to write instead', () => {
  test.each([
    ['fail_on: hgih', '1:10 fail_on: "hgih" is not one of critical, high, medium, low, never; did you mean "high"?'],
    ['fail-on: low', '1:1 unknown key "fail-on"; did you mean "fail_on"?'],
    ['max_comments: lots', '1:15 max_comments: write a number, not "lots"'],
    ['max_comments: 101', '1:15 max_comments: write at most 100, not 101'],
    ['max_comments: 1.5', '1:15 max_comments: write a whole number, not 1.5'],
    ['model:\n  max_cost_usd: 0', '2:17 model.max_cost_usd: write more than 0, not 0'],
    ['model: yes please', '1:8 model: write a group of settings (`key: value` lines), not "yes please"'],
    ['- fail_on', '1:1 the file: write a group of settings (`key: value` lines), not a list'],
    ['shared: pkg', '1:9 shared: write a list (`- …` lines), not "pkg"'],
    [
      'ignore_paths: [a, /b]',
      '1:19 ignore_paths[1]: "/b" does not fit; write it from the repository root, without a leading / or ./',
    ],
    [
      'siblings: [payments]',
      '1:12 siblings[0]: "payments" does not fit; write owner and name of a repository, such as acme/payments',
    ],
    [
      'readers: ["*"]',
      '1:11 readers[0]: "*" does not fit; write a repository, such as acme/shop, or acme/* for all of an owner',
    ],
    ['services: [{ name: a }]', '1:12 services[0].root is missing; write a text in quotes'],
    [
      'services: [{ name: a, root: x }, { name: a, root: y }]',
      '1:42 services[1].name: "a" is there twice; name every service once',
    ],
    ['fail_on: low\nfail_on: high', '2:1 "fail_on" is there twice; keep one'],
  ])('%j', (text, error) => {
    expect(errorsOf(text)).toEqual([error]);
  });

  test('of a standard’s entry, as what it looks like', () => {
    const text = 'standards:\n  errors/*: false\n  errors/ignored-result:\n    severty: high\n  Errors: low\n';
    expect(errorsOf(text)).toEqual([
      '2:13 standards.errors/*: false is not one of off, critical, high, medium, low, info; did you mean "off"?',
      '4:5 unknown key "severty" in standards.errors/ignored-result; did you mean "severity"?',
      '5:11 standards.Errors: write a standard such as errors/ignored-result, or errors/* for its area',
    ]);
  });

  test('of a standard that the catalogue does not hold', () => {
    const text =
      'standards:\n  errors/ignored-results: low\n  quality/*: off\nwaivers:\n  - { standard: erorrs/*, reason: x, until: 2027-01-01 }\n';
    expect(errorsOf(text)).toEqual([]);
    expect(errorsOf(text, STANDARDS)).toEqual([
      '2:3 unknown standard "errors/ignored-results"; did you mean "errors/ignored-result"?',
      '5:17 unknown standard "erorrs/*"; did you mean "errors/*"?',
    ]);
  });

  test('of a waiver', () => {
    const text = `waivers:
  - { reason: x, until: 2027-01-01 }
  - { standard: errors/*, reason: "", until: 2027-02-30 }
  - { fingerprint: 123456, reason: x, until: 2027-01-01 }
`;
    expect(errorsOf(text)).toEqual([
      '2:5 waivers[0]: say what is accepted: give a fingerprint or a standard',
      '3:35 waivers[1].reason: write at least 1 character, not ""',
      '3:46 waivers[1].until: "2027-02-30" does not fit; write a day such as 2027-01-31',
      '4:20 waivers[2].fingerprint: write a text in quotes, not 123456',
    ]);
  });
});

test('through an alias, the error stands where the value is written', () => {
  expect(errorsOf('shared: &globs [/a]\nignore_paths: *globs')).toEqual([
    '1:17 ignore_paths[0]: "/a" does not fit; write it from the repository root, without a leading / or ./',
    '1:17 shared[0]: "/a" does not fit; write it from the repository root, without a leading / or ./',
  ]);
});

test('a switched-off area is not switched on by a limit for one of its standards', () => {
  const { config } = parseRepoConfig('standards: { quality/*: off }\nlong_function: { statements: 50 }');
  expect(config.standards['quality/long-function']?.off).toBe(true);
});
