/** The yardstick: reads every Go file below a directory and parses each once, on one thread, doing nothing else. */
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Language, Parser } from 'web-tree-sitter';

const [root = '.'] = process.argv.slice(2);
const require = createRequire(import.meta.url);
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(require.resolve('tree-sitter-go/tree-sitter-go.wasm')));
for (const path of globSync('**/*.go', { cwd: root })) parser.parse(readFileSync(join(root, path), 'utf8'))?.delete();
