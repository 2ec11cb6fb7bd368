/** Writes docs/standards/ and docs/schema/ from the sources. `--check` names what is stale and fails. */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configJsonSchema } from '../src/core/config/schema.ts';
import { catalogueMarkdown, standardPage } from '../src/core/report/explain.ts';
import { reviewJsonSchema } from '../src/core/report/schema.ts';
import { CATALOGUE } from '../src/core/standards/registry.ts';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const pages = new Map([
  ['docs/standards/README.md', catalogueMarkdown(CATALOGUE)],
  ...CATALOGUE.map((standard) => [`docs/standards/${standard.id}.md`, standardPage(standard)] as const),
  ['docs/schema/review.schema.json', json(reviewJsonSchema())],
  ['docs/schema/config.schema.json', json(configJsonSchema())],
]);
const extra = globSync('docs/standards/**/*.md').filter((path) => !pages.has(path));
const stale = [...pages].filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text);

if (process.argv.includes('--check')) {
  const wrong = [...stale.map(([path]) => path), ...extra];
  if (wrong.length > 0) throw new Error(`stale: ${wrong.join(', ')}; run npm run docs`);
} else {
  for (const path of extra) rmSync(path);
  for (const [path, text] of stale) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  process.stdout.write(`${stale.length} written, ${extra.length} removed, ${pages.size} in all\n`);
}
