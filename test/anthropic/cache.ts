import type Anthropic from '@anthropic-ai/sdk';
import { tokensIn } from './tokens.ts';

/** Tokens of a request, as `usage` tells them. */
export type Counted = Pick<Anthropic.Usage, 'input_tokens' | 'cache_creation_input_tokens' | 'cache_read_input_tokens'>;

export function countWithoutCache({ system, tools, messages }: Partial<Anthropic.MessageCreateParams>): Counted {
  const input_tokens = tokensIn(JSON.stringify([tools, system, messages]));
  return { input_tokens, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
}
