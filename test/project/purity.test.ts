import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const OUTSIDE: readonly (readonly [string, string])[] = [
  ["import { readFileSync } from 'node:fs';\nexport const x = readFileSync;", 'noRestrictedImports'],
  ["import fs from 'fs';\nexport const x = fs;", 'noRestrictedImports'],
  ["import { Octokit } from '@octokit/rest';\nexport const x = Octokit;", 'noRestrictedImports'],
  ["import Anthropic from '@anthropic-ai/sdk';\nexport const x = Anthropic;", 'noRestrictedImports'],
  ["import { walk } from '../edge/fetch/walk.ts';\nexport const x = walk;", 'noRestrictedImports'],
  ["import { review } from '../pipeline/review.ts';\nexport const x = review;", 'noRestrictedImports'],
  ['export const x = () => Date.now();', 'noRestrictedGlobals'],
  ['export const x = () => performance.now();', 'noRestrictedGlobals'],
  ['export const x = () => Math.random();', 'core/ has no randomness'],
  ['export const x = () => process.env;', 'noRestrictedGlobals'],
  ["export const x = () => fetch('http://localhost');", 'noRestrictedGlobals'],
  ["export const x = () => console.log('x');", 'noRestrictedGlobals'],
];
const INSIDE = "import { z } from 'zod';\nimport { y } from '../other/y.ts';\nexport const x = z.literal(y);\n";

/** A project of the same rules, so that the sources are not touched. */
const folder = mkdtempSync(join(tmpdir(), 'purity-'));
const complaints = new Map<string, string>();

beforeAll(() => {
  mkdirSync(join(folder, 'src/core'), { recursive: true });
  cpSync('biome.json', join(folder, 'biome.json'));
  cpSync('scripts/lint', join(folder, 'scripts/lint'), { recursive: true });
  const texts = [...OUTSIDE.map(([text]) => text), INSIDE];
  texts.forEach((text, index) => {
    writeFileSync(join(folder, `src/core/sample-${index}.ts`), text);
  });
  const biome = resolve('node_modules/.bin/biome');
  const run = spawnSync(biome, ['lint', '--reporter=github', '--max-diagnostics=none', 'src'], {
    cwd: folder,
    encoding: 'utf8',
  });
  for (const line of run.stdout.split('\n')) {
    const name = /file=\S*?src\/core\/(sample-\d+)\.ts/.exec(line)?.[1];
    if (name) complaints.set(name, `${complaints.get(name) ?? ''}${line}\n`);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each(OUTSIDE.map(([text, complaint], index) => ({ text, complaint, index })))(
  'core/ may not say: $text',
  ({ complaint, index }) => {
    expect(complaints.get(`sample-${index}`)).toContain(complaint);
  },
);

test('core/ may use itself and the pure libraries', () => {
  expect(complaints.get(`sample-${OUTSIDE.length}`) ?? '').not.toContain('noRestricted');
});
