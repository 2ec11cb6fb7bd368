import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test.each(['scripts/grammar.ts', 'scripts/docs.ts', 'scripts/github-api.ts'])(
  'what %s makes is up to date',
  (script) => {
    const run = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
  },
);
