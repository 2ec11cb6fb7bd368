import { cpSync, fsyncSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { expect, test } from 'vitest';
import { DurableFiles } from '../../../src/edge/store/durable-files.ts';
import { START } from '../../../src/edge/store/embedded.ts';
import { emptyFolder } from './places.ts';

test('a commit is on the disk before it returns, and reading flushes nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'durable-'));
  cpSync(join(await emptyFolder(), 'postgres'), folder, { recursive: true });
  let flushed = 0;
  const files = new DurableFiles(folder, (descriptor) => {
    flushed += 1;
    fsyncSync(descriptor);
  });
  const pglite = await PGlite.create({ fs: files, startParams: START });
  await pglite.exec('CREATE TABLE sheet (line integer)');
  const before = flushed;
  await pglite.exec('INSERT INTO sheet VALUES (1)');
  const after = flushed;
  await pglite.query('SELECT line FROM sheet');
  expect({ before: before > 0, write: after - before, read: flushed - after }).toEqual({
    before: true,
    write: 1,
    read: 0,
  });
  await pglite.close();
  rmSync(folder, { recursive: true });
});
