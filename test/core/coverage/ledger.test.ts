import { expect, test } from 'vitest';
import type { ChangedFile } from '../../../src/core/change/change.ts';
import { changeLedger } from '../../../src/core/coverage/ledger.ts';

const changed = (path: string): ChangedFile => ({
  ...{ path, basePath: path, status: 'modified', kind: 'file', modeOnly: false, binary: false },
  ...{ baseBlob: 'a', headBlob: 'b', missingPatch: null, hunks: [] },
});

test('a contract that nothing could judge is skipped, and one that some did is partial, both with the reason', () => {
  const paths = ['a.proto', 'b.proto', 'db/migrations/1.sql', 'notes.txt'];
  const change = { base: 'a', head: 'b', title: null, body: null, files: paths.map(changed) };
  const rows = changeLedger(change, {
    facts: new Map(),
    isIgnored: () => false,
    judged: new Set(['a.proto', 'b.proto', 'db/migrations/1.sql']),
    unread: new Map([
      ['b.proto', { reason: 'cannot be read', isPartial: false }],
      ['db/migrations/1.sql', { reason: 'locks are not known', isPartial: true }],
    ]),
  });
  expect(rows.map(({ path, state, reason }) => [path, state, reason])).toEqual([
    ['a.proto', 'full', null],
    ['b.proto', 'skipped', 'cannot be read'],
    ['db/migrations/1.sql', 'partial', 'locks are not known'],
    ['notes.txt', 'skipped', 'no standard reads this kind of file'],
  ]);
});
