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
