import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Both WASM files stand beside the bundle; from sources they are found in node_modules. */
declare const BUNDLED: boolean | undefined;

function locate(name: string, module: string): string | URL {
  if (typeof BUNDLED !== 'undefined') return new URL(name, import.meta.url);
  return createRequire(import.meta.url).resolve(module);
}

export function runtimeBytes(): Uint8Array {
  return readFileSync(locate('web-tree-sitter.wasm', 'web-tree-sitter/web-tree-sitter.wasm'));
}

export function grammarBytes(): Uint8Array {
  return readFileSync(locate('tree-sitter-go.wasm', 'tree-sitter-go/tree-sitter-go.wasm'));
}
