/**
 * Writes test/github/openapi/api.json: of GitHub's own description of its REST API those operations that the stand-in
 * for GitHub serves, as JSON Schema. The description comes from the package `@octokit/openapi`, which is too large to
 * depend on: it is downloaded, or its unpacked folder is the argument.
 *
 * `--check` tells, without the package, whether the file is whole and has the operations that are served.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROUTES } from '../test/github/http/api.ts';
import { isDescribed } from '../test/github/openapi/described.ts';
import { correct } from './github-api/corrections.ts';
import { type Extracted, extract } from './github-api/extract.ts';

const VERSION = '23.0.2';
const path = new URL('../test/github/openapi/api.json', import.meta.url);
const routes = ROUTES.map(({ route }) => route)
  .filter(isDescribed)
  .toSorted();

if (process.argv.includes('--check')) check();
else write(process.argv[2]);

function check(): void {
  const { hash, ...rest } = JSON.parse(readFileSync(path, 'utf8'));
  const stale = 'test/github/openapi/api.json is stale: node scripts/github-api.ts';
  if (rest.version !== VERSION || hash !== hashOf(rest)) throw new Error(stale);
  if (Object.keys(rest.operations).join() !== routes.join()) throw new Error(stale);
}

function write(unpacked: string | undefined): void {
  const folder = unpacked ?? download();
  try {
    const described = JSON.parse(readFileSync(join(folder, 'generated/api.github.com.json'), 'utf8'));
    const version = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
    if (version !== VERSION) throw new Error(`${folder} holds ${version}, not ${VERSION}`);
    const extracted = extract(described, routes);
    correct(extracted);
    const { operations, schemas } = extracted;
    const source = '@octokit/openapi (MIT)';
    writeFileSync(
      path,
      text({ source, version, hash: hashOf({ source, version, operations, schemas }), operations, schemas }),
    );
  } finally {
    if (unpacked === undefined) rmSync(folder, { recursive: true });
  }
}

function download(): string {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, `@octokit/openapi@${VERSION}`], {
    stdio: 'pipe',
  });
  execFileSync('tar', ['-xzf', join(folder, `octokit-openapi-${VERSION}.tgz`), '-C', folder, '--strip-components=1']);
  return folder;
}

function hashOf(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** A line for each operation and schema, so that a change of the description can be read. */
function text({ operations, schemas, ...head }: Extracted & { source: string; version: string; hash: string }): string {
  const lines = (rows: object): string =>
    Object.entries(rows)
      .map(([name, row]) => `${JSON.stringify(name)}:${JSON.stringify(row)}`)
      .join(',\n');
  return `${JSON.stringify(head).slice(0, -1)},\n"operations":{\n${lines(operations)}\n},\n"schemas":{\n${lines(schemas)}\n}}\n`;
}
