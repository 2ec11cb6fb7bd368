import { expect, test } from 'vitest';
import { EVENTS } from '../../src/app.ts';
import { readManifest } from '../../src/edge/web/manifest.ts';

const manifest = readManifest();
/** Sent to every App; to ask for them is refused. */
const UNASKED = ['installation', 'installation_repositories'];

test('app.yml asks for the events that the App listens to, and for no others', () => {
  const heard = new Set(EVENTS.map(([event]) => event.split('.')[0] ?? ''));
  expect([...manifest.default_events, ...UNASKED].sort()).toEqual([...heard].sort());
});

test('app.yml asks for the least', () => {
  expect(manifest.public).toBe(false);
  expect(manifest.default_permissions).toEqual({
    checks: 'write',
    pull_requests: 'write',
    issues: 'write',
    contents: 'read',
    metadata: 'read',
    merge_queues: 'read',
  });
});
