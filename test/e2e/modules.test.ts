import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GitSandbox, gitSandbox } from '../core/change/git-sandbox.ts';
import { architect } from './command.ts';

interface Report {
  findings: { standard: string; lane: string; path: string; line: number; new: boolean }[];
  coverage: { path: string; state: string; reason: string | null }[];
}

const REQUIRES = 'require (\n\texample.com/lib v1.0.0\n\texample.com/mail v1.0.0\n)\n';
const OLD = `module example.com/shop\n\n${REQUIRES}\nreplace example.com/lib => ../lib\n`;
let git: GitSandbox;
beforeAll(() => {
  git = gitSandbox();
  git.write('go.mod', OLD);
  git.write('main.go', 'package main\n\nfunc main() {}\n');
  git.commit();
});
afterAll(() => git.dispose());

async function reviewOf(files: Readonly<Record<string, string>>): Promise<Report> {
  git.git('checkout', '-q', '-B', 'change', 'main');
  for (const [path, text] of Object.entries(files)) git.write(path, text);
  git.commit();
  const range = ['--repo', git.folder, '--base', 'main', '--head', 'change'];
  return JSON.parse((await architect(['review', ...range, '--format', 'json'])).stdout) as Report;
}

describe('a go.mod', () => {
  it('is blamed for the replacement that the change adds, not for the one before', async () => {
    const { findings, coverage } = await reviewOf({
      'go.mod': `// The shop.\n${OLD}replace example.com/mail => ../mail\n`,
    });
    expect(findings.filter((one) => one.new)).toMatchObject([
      { standard: 'quality/replace-directive', lane: 'D', path: 'go.mod', line: 10 },
    ]);
    expect(findings.filter((one) => !one.new)).toMatchObject([{ line: 9 }]);
    expect(coverage).toEqual([{ path: 'go.mod', state: 'full', reason: null }]);
  });

  it('is left alone by changes elsewhere', async () => {
    expect((await reviewOf({ 'main.go': 'package main\n\nfunc main() { println() }\n' })).findings).toEqual([]);
  });

  it('is judged by an audit, but for what an ignore comment explains', async () => {
    const text = OLD.replace('../lib', '../lib // architect:ignore quality/replace-directive vendored by the image');
    git.write('go.mod', `${text}replace example.com/mail => ../mail\n`);
    const { stdout } = await architect(['audit', git.folder, '--format', 'json']);
    const { findings, coverage } = JSON.parse(stdout) as Report;
    expect(findings).toMatchObject([{ path: 'go.mod', line: 9 }]);
    expect(coverage).toContainEqual({ path: 'go.mod', state: 'full', reason: null });
  });
});
