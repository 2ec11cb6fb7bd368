import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architect } from '../e2e/command.ts';
import { folderWith, OBEYED, refusalOf, reportOf, WITNESS } from './helpers.ts';

const GIT = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b.example',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b.example',
};

function git(repo: string, args: readonly string[], input?: string): string {
  return execFileSync('git', ['-C', repo, ...args], { env: GIT, input: input ?? '', encoding: 'utf8' });
}

/** A repository made of a `git fast-import` stream: two commits on main, files by path. */
function repository(base: Record<string, string>, head: Record<string, string>): string {
  const repo = folderWith({});
  git(repo, ['init', '-q', '-b', 'main']);
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const commit = (files: Record<string, string>, from: string) =>
    `commit refs/heads/main\nmark :${from ? 2 : 1}\ncommitter a <a@b.example> 1700000000 +0000\n${data('x')}${from}${Object.entries(
      files,
    )
      .map(([path, text]) => `M 100644 inline ${quoted(path)}\n${data(text)}`)
      .join('')}\n`;
  const stream = `${commit(base, '')}${commit(head, 'from :1\n')}`;
  git(repo, ['fast-import', '--quiet'], stream);
  return repo;
}

function quoted(path: string): string {
  const octal = (byte: number) => `\\${byte.toString(8).padStart(3, '0')}`;
  return `"${[...Buffer.from(path)].map((byte) => (byte < 33 || byte > 126 || byte === 34 || byte === 92 ? octal(byte) : String.fromCharCode(byte))).join('')}"`;
}

const REVIEW = ['review', '--base', 'main~1', '--head', 'main', '--format', 'json', '--repo'];

describe('a repository', () => {
  it('of 100,000 files is read within its bounds', async () => {
    const files = Array.from({ length: 100_000 }, (_, index) => [
      `d${index % 500}/f${index}.${index % 10 === 0 ? 'go' : 'txt'}`,
      index % 10 === 0 ? `package p\n\nfunc F${index}() {}\n` : `${index}\n`,
    ]);
    const repo = repository(Object.fromEntries(files), { 'witness/witness.go': WITNESS });
    const report = reportOf(await architect([...REVIEW, repo]), { seconds: 20 });
    expect(report.findings).toMatchObject([{ path: 'witness/witness.go', new: true }]);
  });

  it('whose configuration names programs starts none', async () => {
    const repo = repository({ 'a.go': 'package a\n', '.gitattributes': '*.go diff=evil\n' }, { 'a.go': WITNESS });
    const mark = join(repo, 'mark');
    const program = `!touch ${mark}; cat`;
    const settings = `
[core]
  fsmonitor = "touch ${mark}"
  hooksPath = ${repo}
  pager = "touch ${mark}"
  sshCommand = "touch ${mark}"
  alternateRefsCommand = "touch ${mark}"
[diff]
  external = "touch ${mark}"
[diff "evil"]
  textconv = "touch ${mark}; cat"
  command = "touch ${mark}"
[alias]
  rev-parse = "${program}"
  ls-tree = "${program}"
[include]
  path = /dev/zero.none
  path = ../evil
[credential]
  helper = "${program}"
`;
    appendFileSync(join(repo, '.git', 'config'), settings);
    appendFileSync(join(repo, 'evil'), `[core]\n  fsmonitor = "touch ${mark}"\n`);
    expect(reportOf(await architect([...REVIEW, repo])).findings).toHaveLength(1);
    expect(existsSync(mark)).toBe(false);
  });

  it('with refs that look like options reads or refuses them', async () => {
    const repo = repository({ 'a.go': 'package a\n' }, { 'a.go': WITNESS });
    const head = git(repo, ['rev-parse', 'main']);
    for (const name of ['--output=x', '-p', '--', 'a\u202eb'])
      git(repo, ['update-ref', '--stdin'], `create refs/heads/${name} ${head}`);
    for (const name of ['--output=x', '-p', '--', 'a\u202eb']) {
      const ran = await architect(['review', '--repo', repo, '--base', 'main~1', `--head=${name}`, '--format', 'json']);
      expect(reportOf(ran).findings).toHaveLength(1);
    }
    expect(existsSync(join(repo, 'x'))).toBe(false);
    for (const name of ['\u001b[31m', 'a\nb', '--upload-pack=touch x', ':/x', 'main..main', '@{-1}', '']) {
      const line = refusalOf(await architect(['review', '--repo', repo, `--head=${name}`]));
      expect(line).not.toMatch(OBEYED);
    }
  });

  it('with paths that a terminal or git would obey reads them', async () => {
    const paths = [
      'a\nb/x.go',
      '\u001b[31m/x.go',
      '\u202e/x.go',
      '"q"/x.go',
      '--/x.go',
      ':(glob)/x.go',
      '-p/--output=x.go',
      'é/x.go',
    ];
    const repo = repository({ 'a.txt': '' }, Object.fromEntries(paths.map((path) => [path, WITNESS])));
    const report = reportOf(await architect([...REVIEW, repo]));
    expect(report.findings.map(({ path }) => path).sort()).toEqual([...paths].sort());
  });

  it('that is broken, bare or empty ends with a result or a reason', async () => {
    const empty = folderWith({});
    git(empty, ['init', '-q', '-b', 'main']);
    refusalOf(await architect([...REVIEW, empty]));
    const repo = repository({ 'a.go': 'package a\n', 'b.go': 'package a\n' }, { 'a.go': WITNESS });
    const object = git(repo, ['rev-parse', 'main:a.go']).trim();
    const ran = await architect([...REVIEW, join(repo, '.git')]);
    expect(reportOf(ran).findings).toHaveLength(1);
    // Every pack gone: no commit can be read any more.
    execFileSync('find', [join(repo, '.git', 'objects'), '-type', 'f', '-delete']);
    expect(refusalOf(await architect([...REVIEW, repo]))).not.toContain(object);
  });
});
