import { createHash } from 'node:crypto';
import type Anthropic from '@anthropic-ai/sdk';
import { blocksOf } from './rules/conversation.ts';
import { takesOf } from './rules/models.ts';
import type { Countable } from './rules/shape.ts';
import { tokensIn } from './tokens.ts';

/** Tokens of a request, as `usage` tells them. */
export type Counted = Pick<Anthropic.Usage, 'input_tokens' | 'cache_creation_input_tokens' | 'cache_read_input_tokens'>;

/** How far back from a mark an entry is found. */
const LOOKBACK = 20;
const TTL = { '5m': 5 * 60_000, '1h': 60 * 60_000 };

interface Part {
  tokens: number;
  /** Of everything up to its end. */
  key: string;
  mark: keyof typeof TTL | null;
}

/**
 * The prompt cache: byte-equal prefixes of tools, system and messages, written at the marks, found at most 20 blocks
 * before one, above a minimum that depends on the model, for five minutes or an hour since the last use. What is set of
 * thinking, effort, answer and tools' choice is part of the prompt.
 *
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching
 */
export class PromptCache {
  readonly #now: () => number;
  /** When each prefix is forgotten. */
  readonly #until = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts a request, and remembers what it marks. */
  use(body: Countable): Counted {
    const parts = partsOf(body);
    const minimum = takesOf(body.model)?.cacheable ?? 1024;
    const sums: number[] = [];
    for (const { tokens } of parts) sums.push((sums.at(-1) ?? 0) + tokens);
    const upTo = (index: number) => sums[index] ?? 0;
    const marks = parts.flatMap(({ mark }, index) => (mark !== null && upTo(index) >= minimum ? [index] : []));
    const hit = this.#find(parts, marks);
    const last = marks.at(-1) ?? -1;
    const now = this.#now();
    for (const index of [...marks, ...(hit >= 0 ? [hit] : [])]) {
      const part = parts[index];
      if (part) this.#until.set(part.key, now + TTL[part.mark ?? '5m']);
    }
    const read = upTo(hit);
    return {
      input_tokens: upTo(parts.length - 1) - upTo(last),
      cache_creation_input_tokens: upTo(last) - read,
      cache_read_input_tokens: read,
    };
  }

  /** The longest prefix that is known; -1 for none. */
  #find(parts: readonly Part[], marks: readonly number[]): number {
    const now = this.#now();
    for (const mark of marks.toReversed())
      for (let index = mark; index > mark - LOOKBACK && index >= 0; index -= 1)
        if ((this.#until.get(parts[index]?.key ?? '') ?? 0) > now) return index;
    return -1;
  }
}

export function countTokens(body: Countable): number {
  return partsOf(body).reduce((sum, { tokens }) => sum + tokens, 0);
}

function partsOf({
  model,
  thinking,
  output_config,
  tool_choice,
  tools = [],
  system = [],
  messages,
}: Countable): Part[] {
  const hash = createHash('sha256').update(JSON.stringify([model, thinking, output_config, tool_choice]));
  const blocks: object[] = [
    ...tools,
    ...(typeof system === 'string' ? [{ type: 'text', text: system }] : system),
    ...messages.flatMap(({ role, content }) => blocksOf(content).map((block) => ({ role, ...block }))),
  ];
  return blocks.map((block) => {
    const { cache_control: mark, ...rest } = block as { cache_control?: { ttl?: '5m' | '1h' } | null };
    const text = JSON.stringify(rest);
    hash.update(text);
    return { tokens: tokensIn(text), key: hash.copy().digest('base64'), mark: mark ? (mark.ttl ?? '5m') : null };
  });
}
