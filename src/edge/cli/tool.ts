import { readFileSync } from 'node:fs';
import type { Tool } from '../../core/report/index.ts';

declare const VERSION: string | undefined;
declare const FACTS_VERSION: string | undefined;

function packageVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

export const TOOL: Tool = {
  name: 'go-architect',
  version: typeof VERSION === 'string' ? VERSION : packageVersion(),
  url: 'https://github.com/go-architect/go-architect',
};

/** Names the code that reads facts; null when run from sources, whose edits would leave stale facts behind. */
export const factsVersion: string | null = typeof FACTS_VERSION === 'string' ? FACTS_VERSION : null;
