/** Bundles the service, the command line and their worker into dist/, with the files that they load. */
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const require = createRequire(import.meta.url);
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** Facts in the cache are only as good as the code that read them. */
function factsVersion(): string {
  const hash = createHash('sha256');
  const sources = [
    ...globSync('src/core/{change,go,services}/**/*.ts'),
    ...globSync('src/edge/parse/*.ts'),
    ...globSync('src/pipeline/{map,read-code,read-manifests}.ts'),
  ];
  for (const path of [...sources, 'package-lock.json'].sort()) hash.update(path).update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
await build({
  entryPoints: {
    main: 'src/main.ts',
    cli: 'src/cli.ts',
    worker: 'src/edge/parse/worker.ts',
    judge: 'src/edge/judge/thread.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'linked',
  chunkNames: 'chunk-[hash]',
  define: { BUNDLED: 'true', VERSION: JSON.stringify(version), FACTS_VERSION: JSON.stringify(factsVersion()) },
  // Some dependencies are CommonJS: they ask for node's own modules with require, and look for files beside themselves.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url); const __dirname = import.meta.dirname;",
  },
  logLevel: 'warning',
});
const pglite = dirname(fileURLToPath(import.meta.resolve('@electric-sql/pglite')));
const files = [
  require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
  require.resolve('tree-sitter-go/tree-sitter-go.wasm'),
  join(dirname(require.resolve('libpg-query')), 'libpg-query.wasm'),
  ...['pglite.wasm', 'pglite.data', 'initdb.wasm'].map((name) => join(pglite, name)),
  'data/signatures/std.jsonl',
  'data/signatures/modules.jsonl',
  'app.yml',
];
for (const file of files) copyFileSync(file, join('dist', basename(file)));
cpSync('prompts', 'dist/prompts', { recursive: true });
