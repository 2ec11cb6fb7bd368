import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EvalResults } from '../../../src/core/eval/results.ts';
import { type GitSandbox, gitSandbox } from '../../core/change/git-sandbox.ts';

const SCRIPT = fileURLToPath(new URL('../../../scripts/eval.ts', import.meta.url));
const GO = `package main

import (
	"os"
	"os/signal"
)

func main() {
	c := make(chan os.Signal)
	signal.Notify(c, os.Interrupt)
	<-c
}
`;

let repo: GitSandbox;
let folder: string;
beforeAll(() => {
  repo = gitSandbox();
  repo.write('go.mod', 'module example.com/a\n\ngo 1.25\n');
  repo.commit();
  repo.git('checkout', '-q', '-b', 'topic');
  repo.write('main.go', GO);
  repo.commit();
  repo.git('checkout', '-q', '-b', 'clean', 'main');
  repo.write('clean.go', 'package main\n\nfunc main() {}\n');
  repo.commit();
  folder = mkdtempSync(join(tmpdir(), 'eval-'));
  mkdirSync(join(folder, 'set'));
  const at = { repo: join('..', '..', basename(repo.folder)), base: 'main', title: 'T', description: 'D' };
  const golden = [
    { file: 'main.go', line: 10, end_line: 10, severity: 'medium', comment: 'A signal is lost.' },
    { file: 'main.go', line: 90, end_line: 95, severity: 'low', comment: 'Not there.' },
  ];
  const set = {
    cases: [{ ...at, id: 'signal', head: 'topic', golden }],
    controls: [{ ...at, id: 'clean', head: 'clean' }],
  };
  writeFileSync(join(folder, 'set', 'a.json'), JSON.stringify(set));
  writeFileSync(join(folder, 'set', 'notes.txt'), 'not read');
  const broken = [
    { ...at, id: 'no-repository', repo: 'nowhere', head: 'topic' },
    { ...at, id: 'no-commit', repo: repo.folder, head: 'f'.repeat(40) },
    { ...at, id: 'signal', repo: join(repo.folder, '.git'), head: 'topic', golden },
  ];
  writeFileSync(join(folder, 'broken.json'), JSON.stringify(broken));
  writeFileSync(join(folder, 'bad.json'), JSON.stringify({ id: 'x' }));
});
afterAll(() => {
  repo.dispose();
  rmSync(folder, { recursive: true });
});

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_GLOBAL: '/dev/null' };
    execFile(process.execPath, [SCRIPT, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
    );
  });
}

test('a folder of cases: the table, results.json and the page', async () => {
  const out = join(folder, 'made', 'out');
  const { code, stdout, stderr } = await run('--cases', join(folder, 'set'), '--no-model', '--out', out);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^lane D .*50\.0 %/m);
  expect(stdout).toContain('Matched by place alone');
  const results = EvalResults.parse(JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')));
  expect(results.scores.all).toMatchObject({ golden: 2, found: 1, recall: 0.5 });
  expect(results.summary).toMatchObject({ cases: 1, controls: 1, failed: 0, falseAlarmsPerControl: 0 });
  expect(results.cases).toMatchObject([
    { id: 'signal', title: 'T', golden: [{ found: expect.any(Number) }, { found: null }] },
    { id: 'clean', control: true, comments: [] },
  ]);
  expect(readFileSync(join(out, 'index.html'), 'utf8')).toContain('A signal is lost.');
});

test('comments of lanes that were not asked for do not count', async () => {
  const { stdout } = await run('--cases', join(folder, 'set'), '--no-model', '--lanes', 'M');
  expect(stdout).toMatch(/^all +– +0\.0 %/m);
});

test('a case that fails is told, and the others go on', async () => {
  const { code, stdout } = await run('--cases', join(folder, 'broken.json'), '--no-model');
  expect(code).toBe(1);
  expect(stdout).toMatch(/failed: no-repository: .*nowhere/);
  expect(stdout).toMatch(/failed: no-commit: .*ffff/);
  expect(stdout).toMatch(/^all .*50\.0 %/m);
});

test.each([
  [[], /--cases/],
  [['--cases', 'nowhere.json'], /cannot read the cases nowhere\.json/],
  [['--cases', 'bad.json'], /bad\.json: \[0\]\.repo/],
  [['--cases', 'set', '--lanes', 'X'], /D, H and M/],
  [['--cases', 'set', '--out', 'bad.json'], /cannot write to/],
])('bad usage: %s', async (args, told) => {
  const { code, stdout, stderr } = await run(
    ...args.map((name) => (/\.json$|^set$/.test(name) ? join(folder, name) : name)),
  );
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^architect: [^\n]*\n$/);
  expect(stderr.replaceAll(`${folder}/`, '')).toMatch(told);
});
