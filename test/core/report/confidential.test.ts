import { expect, test } from 'vitest';
import { blotted } from '../../../src/core/report/confidential.ts';
import { finding } from '../findings/make.ts';

const TEXT = 'package x\n\nvar token = "ghp_0123"\nvar other = 1\n';
const start = TEXT.indexOf('"');
const end = TEXT.lastIndexOf('"') + 1;

test('a secret in the source is not shown, and what stands beside it keeps its column', () => {
  const shown = blotted(TEXT, [finding({ standard: 'security/hardcoded-secret', start, end })]);
  expect(shown).toBe(TEXT.replace('ghp_0123', '••••••••'));
});

test('any other finding leaves the text as it is', () => {
  expect(blotted(TEXT, [finding({ standard: 'errors/ignored-result', start, end })])).toBe(TEXT);
});

test.each([
  ['      value: hunter2-planted', '      value: •••••••••••••••'],
  ['  - TOKEN=abc def', '  - TOKEN=•••••••'],
  ['ENV API_KEY=0123', 'ENV API_KEY=••••'],
  ['ENV API_KEY 0123', 'ENV API_KEY ••••'],
  ['  "password": "x\\"y"', '  "password": ••••••'],
  ['- { name: A, value: 0123 }', '••••••••••••••••••••••••••'],
])('a secret in a manifest is not shown: %s', (line, expected) => {
  const text = (middle: string) => `first: 1\r\n${middle}\nlast: 2\n`;
  const at = { standard: 'security/secret-in-manifest', path: 'deploy.yaml', line: 2, start: -2, end: -2 };
  expect(blotted(text(line), [finding(at)])).toBe(text(expected));
});
