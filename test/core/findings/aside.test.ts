import { expect, test } from 'vitest';
import { asHintsInDemos } from '../../../src/core/findings/aside.ts';
import type { Claim } from '../../../src/core/findings/finding.ts';

const claim = (path: string, standard: string): Claim => ({
  standard,
  lane: 'D',
  severity: 'high',
  path,
  line: 1,
  endLine: 1,
  start: 0,
  end: 1,
  message: '',
  evidence: [],
  suggestion: null,
  anchor: { package: '', symbol: null, header: '', expression: '' },
});
const lane = (path: string, standard = 'resource/body-not-closed') => asHintsInDemos([claim(path, standard)])[0]?.lane;

test('what is there to be shown is a hint', () => {
  expect(lane('quickstart/middleware/session.go')).toBe('H');
  expect(lane('demo/shop/carts.yaml', 'deploy/no-limits')).toBe('H');
  expect(lane('internal/mock-server/main.go')).toBe('H');
});

test('what only has such a name gates', () => {
  expect(lane('internal/democracy/votes.go')).toBe('D');
  expect(lane('cmd/demo.go')).toBe('D');
});

test('secrets leak and contracts bind wherever they stand', () => {
  expect(lane('demo/main.go', 'security/hardcoded-secret')).toBe('D');
  expect(lane('demo/api/orders.proto', 'api/proto-breaking')).toBe('D');
});
