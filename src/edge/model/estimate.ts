import type Anthropic from '@anthropic-ai/sdk';
import type { Tokens } from './prices.ts';

/** Characters that a token stands for in code and JSON at least, about; usage tells the truth afterwards. */
const CHARACTERS = 2.5;

/** What a request uses up at most: the whole prompt written to the cache, and every token of a reply that it may have. */
export function estimate(body: Anthropic.MessageCreateParamsStreaming): Tokens {
  const { system, tools, messages, output_config } = body;
  const characters = JSON.stringify([system, tools, messages, output_config]).length;
  return { input: 0, cacheWrite: Math.ceil(characters / CHARACTERS), cacheRead: 0, output: body.max_tokens };
}
