import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architect, type Ran } from '../e2e/command.ts';
import { folderWith, OBEYED, refusalOf, reportOf, WITNESS } from './helpers.ts';

async function review(folder: string, diff: string | Uint8Array, ...more: string[]): Promise<Ran> {
  return architect(['review', '--repo', folder, '--diff', '-', '--format', 'json', ...more], { input: diff });
}

/** A diff that adds the text as a new file. */
function added(path: string, text: string): string {
  const lines = text.trimEnd().split('\n');
  const head = `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n`;
  return `${head}@@ -0,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}\n`).join('')}`;
}

describe('a diff', () => {
  it('that is empty passes', async () => {
    expect(reportOf(await review(folderWith({ 'a.go': WITNESS }), ''))).toMatchObject({ findings: [], coverage: [] });
  });

  it('that does not fit the directory is refused with the first line that differs', async () => {
    const folder = folderWith({ 'a.go': 'package a\n\nvar x = 1\n' });
    const diff = '--- a/a.go\n+++ b/a.go\n@@ -1,3 +1,3 @@\n package a\n \n-var x = \u001b[31m2\n+var x = 3\n';
    const line = refusalOf(await review(folder, diff));
    expect(line).toContain('a.go:3:');
    expect(line).not.toMatch(OBEYED);
  });

  it('of 3,100 files is read to the end', async () => {
    const files = Array.from({ length: 3_100 }, (_, index) =>
      added(`p${index}/a.go`, index === 3_099 ? WITNESS : 'package p\n'),
    );
    const report = reportOf(await review(folderWith({}), files.join('')), { seconds: 10 });
    expect(report.coverage).toHaveLength(3_100);
    expect(report.findings).toMatchObject([{ path: 'p3099/a.go', new: true }]);
  });

  it('of one hunk with 200,000 lines is read to the end', async () => {
    const diff = added('a.go', `${WITNESS}${'// x\n'.repeat(200_000)}`);
    expect(reportOf(await review(folderWith({}), diff)).coverage).toHaveLength(1);
  });

  it('that names a path outside is refused', async () => {
    for (const path of ['../x.go', '/etc/x.go', 'a/../../x.go', 'C:/x.go'])
      refusalOf(await review(folderWith({}), `--- /dev/null\n+++ ${path}\n@@ -0,0 +1 @@\n+package p\n`));
  });

  it('whose paths a terminal would obey shows them', async () => {
    const path = 'p\\033[31m\\n\\342\\200\\256--/a.go';
    const head = `diff --git "a/${path}" "b/${path}"\nnew file mode 100644\n--- /dev/null\n+++ "b/${path}"\n`;
    const diff = `${head}@@ -0,0 +1,12 @@\n${WITNESS.replace(/^/gm, '+').replace(/\+$/, '')}`;
    expect(reportOf(await review(folderWith({}), diff)).findings).toHaveLength(1);
    for (const format of ['text', 'markdown']) {
      const ran = await architect(['review', '--repo', folderWith({}), '--diff', '-', '--format', format], {
        input: diff,
      });
      expect([0, 1]).toContain(ran.code);
      expect(ran.stdout).not.toMatch(OBEYED);
    }
  });

  it('that is no diff is refused', async () => {
    const noise = Uint8Array.from({ length: 50_000 }, (_, index) => (index * 2_654_435_761) >>> 11);
    for (const text of [
      'hello',
      noise,
      '--- a\n+++ b\n@@ -1 +1 @@\n',
      `diff --git ${'a'.repeat(1_000_000)}`,
      '\u0000'.repeat(9),
    ])
      refusalOf(await review(folderWith({}), text));
  });

  it('cut anywhere is read as far as it says, or refused', async () => {
    const folder = folderWith({ 'a.go': 'package a\n' });
    const whole = readFileSync('examples/pull-request.diff');
    for (let cut = 1; cut <= 8; cut++) {
      const ran = await review(folder, whole.subarray(0, Math.floor((whole.length * cut) / 9)));
      refusalOf(ran);
    }
  });

  it('that cannot be read is refused', async () => {
    const folder = folderWith({});
    for (const path of [join(folder, 'none'), folder])
      expect(refusalOf(await architect(['review', '--repo', folder, '--diff', path]))).toContain(
        'cannot read the diff',
      );
  });
});
