import { expect, test } from 'vitest';
import { runnersOf } from '../../../../src/core/services/map/runners.ts';
import { indexOf, service } from '../edges/helpers.ts';

const main = (call: string) =>
  `package main\n\nimport "example.com/service/internal/store"\n\nfunc main() { store.${call}() }\n`;
const STORE = `package store

var limit = 3

func Place() { both() }

func Cancel() { both() }

func both() {}

func nobody() {}
`;
const index = indexOf({
  'cmd/orders/main.go': main('Place'),
  'cmd/refunds/main.go': main('Cancel'),
  'cmd/mail/main.go': 'package main\n\nfunc main() {}\n',
  'internal/store/store.go': STORE,
});
const manifest = { path: 'deploy/mail.yaml', line: 4, text: 'name: mail' };
const services = [service('orders'), service('refunds'), service('mail', { evidence: [manifest] })];
const runners = runnersOf({ services, edges: [] }, index);
const at = (text: string) => ({
  path: 'internal/store/store.go',
  line: STORE.split('\n').findIndex((line) => line.includes(text)) + 1,
});

test('code is run by the services whose main reaches it', () => {
  expect(runners(at('func Place'))).toEqual(['orders']);
  expect(runners(at('func Cancel'))).toEqual(['refunds']);
  expect(runners(at('func both'))).toEqual(['orders', 'refunds']);
  expect(runners(at('func nobody'))).toEqual([]);
});

test('what is no declaration is run by all that are built of its package', () => {
  expect(runners(at('package store'))).toEqual(['orders', 'refunds']);
});

test('a manifest runs the services that it deploys', () => {
  expect(runners({ path: 'deploy/mail.yaml', line: 9 })).toEqual(['mail']);
  expect(runners({ path: 'README.md', line: 1 })).toEqual([]);
});
