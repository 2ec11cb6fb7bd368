/**
 * Writes src/core/go/syntax/grammar.ts: node kinds and fields of the pinned tree-sitter-go grammar by name.
 * `--check` fails when the file is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';

const require = createRequire(import.meta.url);
await Parser.init();
const language = await Language.load(require.resolve('tree-sitter-go/tree-sitter-go.wasm'));

const kinds: string[] = [];
const seen = new Set<string>();
for (let id = 0; id < language.nodeTypeCount; id++) {
  const name = language.nodeTypeForId(id);
  if (!name || !language.nodeTypeIsNamed(id) || name.startsWith('_')) continue;
  if (seen.has(name)) continue;
  seen.add(name);
  kinds.push(`  ${name}: ${language.idForNodeType(name, true)},`);
}
const operators: string[] = [];
for (let id = 0; id < language.nodeTypeCount; id++) {
  const name = language.nodeTypeForId(id);
  if (!name || language.nodeTypeIsNamed(id) || name.startsWith('_') || seen.has(`"${name}"`)) continue;
  seen.add(`"${name}"`);
  if (!language.idForNodeType(name, false)) continue; // helper rules of the generated parser
  const key = /^[a-z]+$/.test(name) ? name : `'${name}'`;
  operators.push(`  ${key}: ${language.idForNodeType(name, false)},`);
}
const fields: string[] = [];
for (let id = 1; id <= language.fieldCount; id++) fields.push(`  ${language.fieldNameForId(id)}: ${id},`);

const text = `// Made by scripts/grammar.ts from tree-sitter-go; do not edit.

/** Named node kinds. */
export const Kind = {
${kinds.join('\n')}
  ERROR: 65535,
} as const;
export type KindName = keyof typeof Kind;

/** Tokens: operators and keywords. */
export const Token = {
${operators.join('\n')}
} as const;

/** Fields of nodes. */
export const Field = {
${fields.join('\n')}
} as const;
`;

const path = new URL('../src/core/go/syntax/grammar.ts', import.meta.url);
if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8') !== text) throw new Error('src/core/go/syntax/grammar.ts is stale: npm run grammar');
} else {
  writeFileSync(path, text);
}
