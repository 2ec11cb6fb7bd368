import { expect, test } from 'vitest';
import type { Claim } from '../../../../src/core/findings/finding.ts';
import { asHintsInTools } from '../../../../src/core/services/map/tools.ts';
import { indexOf, service } from '../edges/helpers.ts';

const main = (...packages: string[]) =>
  `package main\n\nimport (\n${packages.map((name) => `\t"example.com/service/internal/${name}"`).join('\n')}\n)\n\nfunc main() {}\n`;
const index = indexOf({
  'cmd/orders/main.go': main('store'),
  'cmd/seed/main.go': main('store', 'seeds'),
  'internal/store/store.go': 'package store\n',
  'internal/seeds/seeds.go': 'package seeds\n',
  'internal/nobody/nobody.go': 'package nobody\n',
});
const claim = (path: string, standard = 'resource/body-not-closed'): Claim => ({
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
const orders = service('orders');
const seed = service('seed', { kind: 'tool' });
const lane = (path: string, standard?: string, services = [orders, seed]) =>
  asHintsInTools([claim(path, standard)], { services, edges: [] }, index)[0]?.lane;

test('what only tools are built of is a hint where other programs serve', () => {
  expect(lane('cmd/seed/main.go')).toBe('H');
  expect(lane('internal/seeds/seeds.go')).toBe('H');
});

test('what a service is built of gates, and so does what no program has', () => {
  expect(lane('internal/store/store.go')).toBe('D');
  expect(lane('internal/nobody/nobody.go')).toBe('D');
  expect(lane('cmd/seed/main_test.go')).toBe('D');
  expect(lane('deploy/seed.yaml')).toBe('D');
});

test('where nothing serves, a program may be deployed elsewhere', () => {
  expect(lane('cmd/seed/main.go', undefined, [seed])).toBe('D');
});

test('a secret leaks wherever it stands', () => {
  expect(lane('cmd/seed/main.go', 'security/hardcoded-secret')).toBe('D');
});
