import { expect, test } from 'vitest';
import { parsePullUrl } from '../../../src/edge/fetch/github.ts';

test.each([
  ['https://github.com/acme/shop/pull/7', 'https://api.github.com'],
  ['https://github.com/acme/shop/pull/7/files#diff-1', 'https://api.github.com'],
  ['https://www.github.com/acme/shop/pull/7?w=1', 'https://api.github.com'],
  ['https://acme.ghe.com/acme/shop/pull/7', 'https://api.acme.ghe.com'],
  ['https://git.acme.example:8443/acme/shop/pull/7/', 'https://git.acme.example:8443/api/v3'],
])('%s', (url, apiUrl) => {
  expect(parsePullUrl(url)).toMatchObject({ owner: 'acme', repo: 'shop', number: 7, apiUrl });
});

test.each([
  'acme/shop#7',
  'http://github.com/acme/shop/pull/7',
  'https://github.com/acme/shop/issues/7',
  'https://github.com/acme/shop/pull/x',
  'https://user:secret@github.com/acme/shop/pull/7',
  'https://github.com/acme/sh%2e%2e/pull/7',
  '',
])('%s is refused', (url) => {
  expect(() => parsePullUrl(url)).toThrow(/is no pull request: give https:\/\/github\.com/);
  expect(() => parsePullUrl(url)).toThrow(expect.not.objectContaining({ message: expect.stringContaining('secret') }));
});
