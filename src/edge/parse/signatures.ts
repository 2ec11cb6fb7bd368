import { readFileSync } from 'node:fs';
import type { ExternalPackages } from '../../core/go/index/package.ts';
import { signaturePackages } from '../../core/go/index/signature-package.ts';

declare const BUNDLED: boolean | undefined;

const TABLES = ['std.jsonl', 'modules.jsonl'];
const PREFIX = '{"path":"';

let loaded: ExternalPackages | null = null;

/** The signature tables: loaded once in a thread, each package read when first asked for. */
export function loadSignatures(): ExternalPackages {
  loaded ??= readTables();
  return loaded;
}

function readTables(): ExternalPackages {
  const lines = new Map<string, { text: string; start: number; end: number }>();
  for (const name of TABLES) {
    const folder = typeof BUNDLED !== 'undefined' ? './' : '../../../data/signatures/';
    const text = readFileSync(new URL(folder + name, import.meta.url), 'utf8');
    for (let start = 0; start < text.length; ) {
      const end = text.indexOf('\n', start);
      if (text.startsWith(PREFIX, start)) {
        const path = text.slice(start + PREFIX.length, text.indexOf('"', start + PREFIX.length));
        lines.set(path, { text, start, end });
      }
      start = end < 0 ? text.length : end + 1;
    }
  }
  return signaturePackages((path) => {
    const line = lines.get(path);
    return line ? line.text.slice(line.start, line.end) : null;
  });
}
