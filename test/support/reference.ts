import { Language, Parser } from 'web-tree-sitter';
import type { TreeArrays } from '../../src/core/go/syntax/tree.ts';
import { flatten } from '../../src/edge/parse/flatten.ts';
import { rawCursor } from '../../src/edge/parse/raw-cursor.ts';
import { grammarBytes, runtimeBytes } from '../../src/edge/parse/wasm.ts';

const module = { wasmBinary: runtimeBytes() };
await Parser.init(module);
const parser = new Parser().setLanguage(await Language.load(grammarBytes()));
const cursor = rawCursor(module);

/** The tree that tree-sitter-go makes, errors and all. */
export function reference(text: string): TreeArrays {
  const tree = parser.parse(text);
  if (!tree || !cursor) throw new Error('not parsed');
  try {
    return flatten(tree, cursor);
  } finally {
    tree.delete();
  }
}
