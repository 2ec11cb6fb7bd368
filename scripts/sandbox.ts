/** Shows the App at work with no GitHub: the stand-in, the example shop, its pull request, and what people would see. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import pc from 'picocolors';
import { WEBHOOK_PATH } from '../src/config/service-settings.ts';
import { startService } from '../src/edge/service/start-service.ts';
import { startWork } from '../src/edge/service/work.ts';
import { openStore } from '../src/edge/store/open-store.ts';
import { createLog } from '../src/edge/telemetry/log.ts';
import type { PullHandle } from '../test/github/pull.ts';
import type { RepoHandle } from '../test/github/repository.ts';
import { type GitHub, startGitHub } from '../test/github/start.ts';
import type { ThreadView } from '../test/github/views.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'architect-sandbox-'));
const say = (text = '') => process.stdout.write(`${text}\n`);

const github = await startGitHub({
  permissions: { checks: 'write', contents: 'write', issues: 'write', metadata: 'read', pull_requests: 'write' },
});
const service = await serve(github);
try {
  github.deliverTo(`http://127.0.0.1:${service.port}${WEBHOOK_PATH}`);
  await demonstrate();
} finally {
  await service.stop();
  await github.close();
  rmSync(folder, { recursive: true, force: true });
}

async function demonstrate(): Promise<void> {
  github.account('acme', 'Organization');
  github.installApp({ account: 'acme' });
  const repo = await github.createRepository({
    owner: 'acme',
    name: 'shop',
    fromDirectory: join(ROOT, 'examples/shop'),
  });
  const changed = join(folder, 'shop');
  cpSync(join(ROOT, 'examples/shop'), changed, { recursive: true });
  execFileSync('git', ['apply', join(ROOT, 'examples/pull-request.diff')], { cwd: changed });
  await repo.commit({ branch: 'refunds', files: filesOf(changed), whole: true, message: 'Add refunds' });
  const pull = await repo.openPull({ head: 'refunds', title: 'Add refunds' });
  say(pc.bold(`acme/shop #${pull.number}: Add refunds`));
  await reviewed(repo, pull);
  await show(repo, pull);

  const mended = await commitSuggestions(changed, pull);
  await repo.commit({ branch: 'refunds', files: mended, message: 'Commit suggestions' });
  say(pc.bold(`\nA push commits the suggestions of ${Object.keys(mended).length} files.`));
  await reviewed(repo, pull);
  await show(repo, pull);
}

function serve(standIn: GitHub) {
  const { id, slug, privateKey, webhookSecret } = standIn.app;
  const dataDir = join(folder, 'data');
  const log = createLog('error', { write: (line) => void process.stderr.write(line) });
  return startService({
    settings: {
      app: { id, slug, privateKey, webhookSecret },
      github: { apiUrl: standIn.apiUrl, url: standIn.url },
      isAllowed: () => true,
      ...{
        hookUrl: null,
        port: 0,
        host: '127.0.0.1',
        metrics: null,
        dataDir,
        databaseUrl: null,
        logLevel: 'error',
        model: null,
        recordings: null,
        modelForks: 'ask',
      },
    },
    openStore: () => openStore({ dataDir }, { log }),
    startWork,
    log,
  });
}

/** Until the check on the head is complete. */
async function reviewed(repo: RepoHandle, pull: PullHandle): Promise<void> {
  while (repo.checks(pull.head).at(-1)?.status !== 'completed')
    await new Promise((resolve) => setTimeout(resolve, 100));
}

async function show(repo: RepoHandle, pull: PullHandle): Promise<void> {
  const check = repo.checks(pull.head).at(-1);
  const colour = check?.conclusion === 'success' ? pc.green : pc.red;
  say(`\n${colour(pc.bold(`check architect: ${check?.conclusion}`))}  ${check?.title}`);
  for (const thread of await pull.threads()) say(told(thread));
  for (const { body } of pull.comments()) say(`\n${pc.cyan('comment on the pull request')}\n${indent(visible(body))}`);
  say(`\n${pc.cyan('summary of the check')}\n${indent(check?.summary ?? '')}`);
}

function told({ path, line, isResolved, comments }: ThreadView): string {
  const place = pc.cyan(`${path}:${line ?? 'outdated'}`) + (isResolved ? pc.green(' resolved') : '');
  return `\n${place}\n${indent(comments.map(({ body }) => visible(body)).join('\n— '))}`;
}

/** What is shown before anything is unfolded. */
function visible(body: string): string {
  return body
    .replace(/<details>[\s\S]*?<\/details>/g, '')
    .replace(/<!--.*?-->/g, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ');
}

/** The files as they are when the suggestions that can be committed are. */
async function commitSuggestions(changed: string, pull: PullHandle): Promise<Record<string, string>> {
  const threads = (await pull.threads()).toSorted((a, b) => (b.line ?? 0) - (a.line ?? 0));
  const mended: Record<string, string> = {};
  for (const { path, startLine, line, comments } of threads) {
    const suggestion = /```suggestion\n([\s\S]*?)\n?```/.exec(comments[0]?.body ?? '')?.[1];
    if (suggestion === undefined || line === null) continue;
    const lines = (mended[path] ?? readFileSync(join(changed, path), 'utf8')).split('\n');
    const first = startLine ?? line;
    lines.splice(first - 1, line - first + 1, ...(suggestion === '' ? [] : suggestion.split('\n')));
    mended[path] = lines.join('\n');
    writeFileSync(join(changed, path), mended[path]);
  }
  return mended;
}

function filesOf(directory: string): Record<string, Uint8Array> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => relative(directory, join(entry.parentPath, entry.name)));
  return Object.fromEntries(paths.map((path) => [path.split(sep).join('/'), readFileSync(join(directory, path))]));
}
