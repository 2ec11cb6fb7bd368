import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { architect } from '../../e2e/command.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'commands-'));
  mkdirSync(join(folder, 'bad'));
  mkdirSync(join(folder, 'good'));
  writeFileSync(join(folder, 'bad', 'main.go'), BAD);
  writeFileSync(join(folder, 'good', 'main.go'), 'package main\n\nfunc main() {}\n');
  writeFileSync(join(folder, 'good.yml'), 'fail_on: medium\n');
  writeFileSync(join(folder, 'bad.yml'), 'fail_on: medium\nfail_one: high\nmodel:\n  gates: maybe\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const BAD = `package main

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
const DIFF = `--- /dev/null\n+++ b/new/main.go\n@@ -0,0 +1,12 @@\n${BAD.trimEnd().replace(/^/gm, '+')}\n`;
const failing = ['audit', '--fail-on', 'low'];
const ESCAPE = '\u001b[';

describe('exit codes', () => {
  it('0 when nothing fails', async () => {
    expect(await architect(['audit', join(folder, 'good')])).toMatchObject({ code: 0, stderr: '' });
  });

  it('0 when what is found is milder than what fails', async () => {
    expect(await architect(['audit', join(folder, 'bad'), '--fail-on', 'never'])).toMatchObject({
      code: 0,
      stderr: '',
    });
  });

  it('1 when the gate fails', async () => {
    const ran = await architect([...failing, join(folder, 'bad')]);
    expect(ran).toMatchObject({ code: 1, stderr: '' });
    expect(ran.stdout).toContain('lifecycle/signal-unbuffered');
  });

  it('0 for the example, which is not the user’s to mend', async () => {
    const ran = await architect(['review']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).not.toBe('');
  });

  it.each([
    [['--nope'], "unknown option '--nope'"],
    [['reviw'], 'Did you mean review?'],
    [['audit', 'a', 'b'], 'too many arguments'],
    [['audit', '--format', 'xml'], 'Allowed choices are text, json'],
    [['audit', '--fail-on', 'info'], 'Allowed choices are critical'],
    [['audit', '--stats', '--format', 'html'], 'ask for --format text or json'],
    [['audit', '/no/such/folder'], '/no/such/folder'],
    [['review', '--repo', '/'], 'not a git repository'],
    [['review', '--diff', 'x', '--base', 'y'], 'leave out --base and --head'],
    [['review', 'https://github.com/a/b/pull/1', '--repo', '.'], 'stands alone'],
    [['review', 'not-a-url'], 'no pull request'],
    [['explain'], "missing required argument 'id'"],
    [['explain', 'lifecycle/signal-unbufered'], 'did you mean lifecycle/signal-unbuffered?'],
    [['explain', 'zzz'], 'architect standards lists them'],
    [['config', 'check', '/no/such/file'], 'cannot read /no/such/file'],
    [['audit', '--output', '/no/such/folder/file', 'examples/shop'], 'cannot write /no/such/folder/file'],
  ])('2 and one clear line for %j', async (args, part) => {
    const ran = await architect(args);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/^architect: [^\n]+\n$/);
    expect(ran.stderr).toContain(part);
  });
});

describe('output', () => {
  it.each([
    ['text', /signal-unbuffered/],
    ['json', /^\{[\s\S]*"schema": 1[\s\S]*\}\n$/],
    ['markdown', /signal-unbuffered/],
    ['sarif', /"version": "2\.1\.0"/],
    ['rdjson', /"diagnostics"/],
    ['html', /^<!doctype html>/i],
  ])('as %s goes to standard output or to a file, the same', async (format, form) => {
    const { stdout } = await architect(['audit', join(folder, 'bad'), '--format', format]);
    expect(stdout).toMatch(form);
    const path = join(folder, `result.${format}`);
    const ran = await architect(['audit', join(folder, 'bad'), '--format', format, '--output', path]);
    expect(ran).toMatchObject({ stdout: '', stderr: '' });
    expect(untimed(readFileSync(path, 'utf8'))).toBe(untimed(stdout));
  });

  it('has colours where they are asked for, and none in files or against NO_COLOR', async () => {
    const args = ['audit', join(folder, 'bad')];
    const forced = { FORCE_COLOR: '1', NO_COLOR: '' };
    expect((await architect(args, { env: forced })).stdout).toContain(ESCAPE);
    expect((await architect(args, { env: { ...forced, NO_COLOR: '1' } })).stdout).not.toContain(ESCAPE);
    const path = join(folder, 'plain.txt');
    await architect([...args, '--output', path], { env: forced });
    expect(readFileSync(path, 'utf8')).not.toContain(ESCAPE);
  });

  it('fits the terminal', async () => {
    const { stdout } = await architect(['audit', join(folder, 'bad')], { env: { COLUMNS: '60' } });
    expect(Math.max(...stdout.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(60);
  });
});

describe('statistics', () => {
  it('count findings and time by standard, in a table or in JSON', async () => {
    const table = (await architect(['audit', join(folder, 'bad'), '--stats'])).stdout;
    expect(table).toMatch(/^standard +findings +lines +per 1,000 +ms +share\n/);
    expect(table).toMatch(/^lifecycle\/signal-unbuffered +1 +12 +83\.33 +\d+\.\d +\d+\.\d %$/m);
    expect(table).toMatch(/^testing\/fatal-in-goroutine +0 +0 +0\.00 /m);
    expect(table).toMatch(/^all +1 +\d+\.\d\n$/m);
    const json = (await architect(['audit', join(folder, 'bad'), '--stats', '--format', 'json'])).stdout;
    const { findings, stats } = JSON.parse(json) as { findings: unknown[]; stats: { standard: string }[] };
    expect(findings).toHaveLength(1);
    expect(stats).toContainEqual(
      expect.objectContaining({ standard: 'lifecycle/signal-unbuffered', findings: 1, lines: 12 }),
    );
  });

  it('are left out unless they are asked for', async () => {
    const { stdout } = await architect(['audit', join(folder, 'bad'), '--format', 'json']);
    expect(JSON.parse(stdout)).not.toHaveProperty('stats');
  });
});

describe('a diff', () => {
  it('comes from standard input or from a file', async () => {
    const args = ['review', '--repo', folder, '--format', 'json', '--fail-on', 'low', '--diff'];
    const piped = await architect([...args, '-'], { input: DIFF });
    expect(piped).toMatchObject({ code: 1, stderr: '' });
    writeFileSync(join(folder, 'change.diff'), DIFF);
    const read = await architect([...args, join(folder, 'change.diff')]);
    expect(untimed(read.stdout)).toBe(untimed(piped.stdout));
    expect(JSON.parse(piped.stdout)).toMatchObject({
      findings: [{ standard: 'lifecycle/signal-unbuffered', path: 'new/main.go', line: 10, new: true }],
    });
  });
});

describe('config check', () => {
  it('says that a file is valid', async () => {
    const path = join(folder, 'good.yml');
    expect(await architect(['config', 'check', path])).toMatchObject({
      code: 0,
      stdout: `${path} is valid\n`,
      stderr: '',
    });
  });

  it('places every error', async () => {
    const path = join(folder, 'bad.yml');
    const { code, stdout, stderr } = await architect(['config', 'check', path]);
    expect([code, stdout]).toEqual([2, '']);
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(`${path}:2:1: `);
    expect(lines[0]).toContain('fail_on');
    expect(lines[1]).toContain(`${path}:4:`);
  });
});

describe('help', () => {
  it.each([['--help'], ['audit', '--help'], ['help', 'review'], ['--version']])(
    '%s %s is no failure',
    async (...args) => {
      const ran = await architect(args);
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      expect(ran.stdout).not.toBe('');
    },
  );

  it('explains a standard and lists them all', async () => {
    expect((await architect(['explain', 'lifecycle/signal-unbuffered'])).stdout).toContain('signal-unbuffered');
    expect((await architect(['standards'])).stdout).toContain('lifecycle/signal-unbuffered');
    const listed = JSON.parse((await architect(['standards', '--format', 'json'])).stdout) as { id: string }[];
    expect(listed.map(({ id }) => id)).toContain('lifecycle/signal-unbuffered');
  });
});

it('keeps facts where it is told to, and finds the same with them', async () => {
  const env = { ARCHITECT_CACHE_DIR: join(folder, 'cache') };
  const run = async () => untimed((await architect(['audit', 'examples/shop', '--format', 'json'], { env })).stdout);
  const cold = await run();
  expect(existsSync(join(folder, 'cache', 'facts.db'))).toBe(true);
  expect(await run()).toBe(cold);
});

/** Durations differ from run to run. */
function untimed(text: string): string {
  return (
    text
      .replace(/"timings": \{[^}]*\}/, '')
      // Where the line of times breaks depends on how long they are.
      .replace(/\s+/g, ' ')
      .replace(/\b\d+(?:\.\d+)? m?s\b/g, '')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '')
  );
}
