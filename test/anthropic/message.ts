import { createHash } from 'node:crypto';
import type Anthropic from '@anthropic-ai/sdk';
import type { Block, Says } from './answers.ts';
import type { Counted } from './cache.ts';
import { tokensIn } from './tokens.ts';

/** A message as the API sends it. Ids come from the place in the conversation, so that runs are alike. */
export function messageOf(says: Says, model: string, counted: Counted, seed: string): Anthropic.Message {
  const content = says.content.map((block, index) => blockOf(block, `${seed}/${index}`));
  const { cache_creation_input_tokens: write } = { ...counted, ...says.usage };
  return {
    id: `msg_${idOf(seed)}`,
    type: 'message',
    role: 'assistant',
    model,
    content,
    container: null,
    diagnostics: null,
    stop_reason: says.stop ?? (content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn'),
    stop_sequence: null,
    stop_details: says.stop === 'refusal' ? { type: 'refusal', category: 'cyber', explanation: null } : null,
    usage: {
      ...{ inference_geo: null, server_tool_use: null, service_tier: 'standard', speed: null },
      ...counted,
      output_tokens: tokensIn(JSON.stringify(says.content)),
      output_tokens_details: null,
      ...says.usage,
      cache_creation: { ephemeral_5m_input_tokens: write ?? 0, ephemeral_1h_input_tokens: 0 },
    },
  };
}

function blockOf(block: Block, seed: string): Anthropic.ContentBlock {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.text, citations: null };
    case 'thinking':
      return { ...block, signature: block.signature ?? signatureOf(`${seed}\n${block.thinking}`) };
    case 'redacted_thinking':
      return block;
    case 'tool_use':
      return { ...block, id: block.id ?? `toolu_${idOf(seed)}`, caller: { type: 'direct' } };
  }
}

export function signatureOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function idOf(seed: string): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, 24);
}
