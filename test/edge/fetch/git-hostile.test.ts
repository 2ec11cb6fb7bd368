import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PullRequest } from '../../../src/core/change/snapshot.ts';
import { InputError } from '../../../src/core/errors.ts';
import { openGitRange } from '../../../src/edge/fetch/git-range.ts';
import { type GitSandbox, gitSandbox } from '../../core/change/git-sandbox.ts';
import { readAll } from './helpers.ts';

let repo: GitSandbox;
const opened: PullRequest[] = [];
beforeEach(() => {
  repo = gitSandbox();
});
afterEach(async () => {
  for (const pull of opened.splice(0)) await pull.close();
  repo.dispose();
});

async function open(base?: string, head?: string, at = repo.folder): Promise<PullRequest> {
  const pull = await openGitRange({ repo: at, base, head, env: repo.env });
  opened.push(pull);
  return pull;
}

const refusal = (run: Promise<unknown>): Promise<unknown> => run.then(() => null).catch((error: unknown) => error);

describe('a hostile repository', () => {
  test('runs nothing and does not bend the output', async () => {
    const marks = mkdtempSync(join(tmpdir(), 'go-architect-marks-'));
    const mark = (name: string) => `touch ${join(marks, name)}; cat`;
    repo.write('.gitattributes', '*.go diff=evil filter=evil\n');
    repo.write('a.go', 'package a\n');
    repo.commit();
    repo.write('a.go', 'package b\n');
    repo.commit();
    for (const [key, value] of [
      ['diff.external', mark('external')],
      ['diff.evil.command', mark('command')],
      ['diff.evil.textconv', mark('textconv')],
      ['filter.evil.smudge', mark('smudge')],
      ['core.fsmonitor', mark('fsmonitor')],
      ['core.pager', mark('pager')],
      ['pager.log', mark('log-pager')],
      ['gpg.program', mark('gpg')],
      ['log.showSignature', 'true'],
      ['diff.noprefix', 'true'],
      ['diff.mnemonicPrefix', 'true'],
      ['diff.renames', 'copies'],
      ['diff.context', '0'],
      ['color.ui', 'always'],
      ['diff.relative', 'true'],
      ['diff.submodule', 'log'],
      ['diff.orderFile', '/dev/zero'],
      ['format.pretty', 'oneline'],
      ['core.quotePath', 'false'],
      ['core.hooksPath', marks],
    ] as const) {
      repo.git('config', key, value);
    }
    try {
      const pull = await open('HEAD~1');
      expect(pull.change.files).toMatchObject([{ path: 'a.go', hunks: [{ oldLines: 1, newLines: 1 }] }]);
      expect(pull.change.title).toBe('Change it');
      for (const name of ['external', 'command', 'textconv', 'smudge', 'fsmonitor', 'pager', 'log-pager', 'gpg']) {
        expect([name, existsSync(join(marks, name))]).toEqual([name, false]);
      }
    } finally {
      rmSync(marks, { recursive: true });
    }
  });

  test('a replaced object is still read as itself', async () => {
    repo.write('a', 'true\n');
    repo.commit();
    repo.write('a', 'real\n');
    repo.commit();
    const id = repo.git('rev-parse', 'HEAD:a').trim();
    repo.git('replace', id, repo.git('rev-parse', 'HEAD~1:a').trim());
    const pull = await open('HEAD~1');
    expect([...(await readAll(pull.blobs, [id])).values()]).toEqual(['real\n']);
    expect(pull.change.files).toMatchObject([{ headBlob: id, hunks: [{}] }]);
  });

  test('refs cannot be options, ranges, or anything but a commit', async () => {
    repo.write('a', '1');
    repo.commit();
    const written = join(repo.folder, 'written');
    const evil = [
      `--output=${written}`,
      '-h',
      '--git-dir=/',
      'HEAD:a',
      'HEAD..HEAD',
      '^HEAD',
      'a\0b',
      '',
      'no\nsuch',
      '@{bad',
    ];
    for (const ref of evil) {
      const error = await refusal(open(ref, 'HEAD'));
      expect(error).toBeInstanceOf(InputError);
      expect(error).toMatchObject({ message: expect.stringMatching(/^[^\n]*names no commit here: fetch it[^\n]*$/) });
    }
    expect(existsSync(written)).toBe(false);
  });
});
