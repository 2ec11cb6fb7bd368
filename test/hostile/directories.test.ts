import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architect } from '../e2e/command.ts';
import { folderWith, OBEYED, refusalOf, reportOf, WITNESS } from './helpers.ts';

/** Permissions mean nothing to root: such tests run as nobody. */
const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

describe('a hostile directory', () => {
  it('of 20,000 files is read within its bounds', async () => {
    const files = Array.from({ length: 20_000 }, (_, index) => [
      `d${index % 200}/f${index}.go`,
      `package p\n\nfunc F${index}() int { return ${index} }\n`,
    ]);
    const folder = folderWith({ ...Object.fromEntries(files), 'witness/witness.go': WITNESS });
    const report = reportOf(await architect(['audit', folder, '--format', 'json']), { seconds: 12 });
    expect(report.coverage).toHaveLength(20_001);
    expect(report.findings).toHaveLength(1);
  });

  it('does not lead out of itself, nor in circles', async () => {
    const outside = folderWith({ 'secret.go': WITNESS });
    const folder = folderWith({ 'witness/witness.go': WITNESS, 'x.go/y.go/z.go': 'package z\n' });
    symlinkSync('.', join(folder, 'loop'));
    symlinkSync('loop.go', join(folder, 'loop.go'));
    symlinkSync(outside, join(folder, 'outside'));
    symlinkSync(join(outside, 'secret.go'), join(folder, 'secret.go'));
    symlinkSync('/dev/zero', join(folder, 'zero.go'));
    symlinkSync('/etc/passwd', join(folder, 'go.mod'));
    const report = reportOf(await architect(['audit', folder, '--format', 'json']));
    expect(report.coverage.map(({ path }) => path).sort()).toEqual(['witness/witness.go', 'x.go/y.go/z.go']);
    expect(report.findings.map(({ path }) => path)).toEqual(['witness/witness.go']);
  });

  it('holds pipes that nobody writes to', async () => {
    const folder = folderWith({ 'witness/witness.go': WITNESS });
    for (const name of ['a.go', 'go.mod', '.github']) execFileSync('mkfifo', [join(folder, name)]);
    const report = reportOf(await architect(['audit', folder, '--format', 'json']));
    expect(report.coverage).toHaveLength(1);
  });

  it('holds files without permission: they are skipped with the reason', async () => {
    const folder = folderWith({ 'witness/witness.go': WITNESS, 'secret.go': WITNESS });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'secret.go'), 0);
    const report = reportOf(await architect(['audit', folder, '--format', 'json'], asNobody));
    const row = report.coverage.find(({ path }) => path === 'secret.go');
    expect(row?.state).toBe('skipped');
    expect(row?.reason).toMatch(/permission denied|EACCES/i);
    expect(report.findings.map(({ path }) => path)).toEqual(['witness/witness.go']);
  });

  it('holds folders without permission: it is refused with their name', async () => {
    const folder = folderWith({ 'witness/witness.go': WITNESS, 'secret/a.go': WITNESS });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'secret'), 0);
    expect(refusalOf(await architect(['audit', folder, '--format', 'json'], asNobody))).toContain('/secret');
  });

  it('has names that a terminal would obey', async () => {
    const names = [
      'a\nb.go',
      'c\u001b[31m.go',
      'd\u202eog.go',
      '--output=x.go',
      '"quoted".go',
      "'; rm -rf x.go",
      ' .go',
    ];
    const folder = folderWith(Object.fromEntries(names.map((name) => [`p/${name}`, WITNESS])));
    const { coverage } = reportOf(await architect(['audit', '.', '--format', 'json'], { cwd: folder }));
    expect(coverage.map(({ path }) => path).sort()).toEqual(names.map((name) => `p/${name}`).sort());
    for (const format of ['text', 'markdown', 'rdjson', 'sarif', 'html']) {
      const { stdout, stderr, code } = await architect(['audit', folder, '--format', format]);
      expect(stderr).toBe('');
      expect(code).toBeLessThan(2);
      expect(stdout).not.toMatch(OBEYED);
    }
  });

  it('has a name that is not there, is a file, or looks like an option', async () => {
    expect(refusalOf(await architect(['audit', join(tmpdir(), 'no\u001b[31mne\n')]))).not.toMatch(OBEYED);
    const folder = folderWith({ '--format/a.go': WITNESS });
    refusalOf(await architect(['audit', join(folder, '--format', 'a.go')]));
    const report = reportOf(await architect(['audit', '--format', 'json', '--', '--format'], { cwd: folder }));
    expect(report.coverage).toHaveLength(1);
  });

  it('changes while it is read', async () => {
    const path = (index: number) => `p${index}/a.go`;
    const folder = folderWith(Object.fromEntries(Array.from({ length: 400 }, (_, index) => [path(index), WITNESS])));
    const running = architect(['audit', folder, '--format', 'json']);
    let done = false;
    const stop = running.then(() => {
      done = true;
    });
    for (let round = 0; !done; round++) {
      writeFileSync(join(folder, path(round % 400)), `${WITNESS}// ${round}\n`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await stop;
    const report = reportOf(await running);
    const unjudged = report.coverage.filter(({ state }) => state !== 'full');
    for (const { reason } of unjudged) expect(reason).toMatch(/changed while it was reviewed/);
    expect(report.coverage).toHaveLength(400);
    expect(report.findings.length + unjudged.length).toBeGreaterThanOrEqual(400);
  });

  it('has a configuration that is hostile', async () => {
    const bombs = ['&a [*a]', `a: ${'['.repeat(5_000)}`, '\u0000', 'x: &x {<<: *x}', 'y'.repeat(2_000_000)];
    for (const bomb of bombs) {
      const folder = folderWith({ '.github/architect.yml': bomb, 'witness.go': WITNESS });
      const ran = await architect(['audit', folder, '--format', 'json']);
      expect(reportOf(ran).findings).toHaveLength(1);
      expect(refusalLines(await architect(['config', 'check', join(folder, '.github/architect.yml')]))).not.toEqual([]);
    }
  });

  it('is empty', async () => {
    const folder = folderWith({});
    mkdirSync(join(folder, '.git'));
    expect(reportOf(await architect(['audit', folder, '--format', 'json'])).coverage).toEqual([]);
  });
});

function refusalLines({ code, stdout, stderr }: { code: number | null; stdout: string; stderr: string }): string[] {
  expect([code, stdout]).toEqual([2, '']);
  const lines = stderr.trimEnd().split('\n');
  for (const line of lines) expect(line).toMatch(/architect\.yml:\d+:\d+: \S/);
  return lines;
}
