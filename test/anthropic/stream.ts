import type Anthropic from '@anthropic-ai/sdk';

type Event = Anthropic.RawMessageStreamEvent | { type: 'ping' };

/**
 * The events of a message: https://platform.claude.com/docs/en/build-with-claude/streaming. Texts come in pieces, so
 * that they can be cut within words and within escapes of JSON.
 */
export function eventsOf(message: Anthropic.Message): Event[] {
  const { content, stop_reason, stop_sequence, stop_details, usage } = message;
  const empty: Anthropic.Message = {
    ...message,
    ...{ content: [], stop_reason: null, stop_sequence: null, stop_details: null },
    usage: { ...usage, output_tokens: 1 },
  };
  return [
    { type: 'message_start', message: empty },
    { type: 'ping' },
    ...content.flatMap(blockEvents),
    {
      type: 'message_delta',
      delta: { stop_reason, stop_sequence, stop_details, container: null },
      usage: {
        input_tokens: usage.input_tokens,
        output_tokens: usage.output_tokens,
        cache_creation_input_tokens: usage.cache_creation_input_tokens,
        cache_read_input_tokens: usage.cache_read_input_tokens,
        output_tokens_details: null,
        server_tool_use: null,
      },
    },
    { type: 'message_stop' },
  ];
}

export function textOf(event: Event): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

function blockEvents(block: Anthropic.ContentBlock, index: number): Event[] {
  const deltas = deltasOf(block).map((delta): Event => ({ type: 'content_block_delta', index, delta }));
  const start: Event = { type: 'content_block_start', index, content_block: begunOf(block) };
  return [start, ...deltas, { type: 'content_block_stop', index }];
}

type Begun = Anthropic.RawContentBlockStartEvent['content_block'];

function begunOf(block: Anthropic.ContentBlock): Begun {
  if (block.type === 'text') return { ...block, text: '' };
  if (block.type === 'thinking') return { ...block, thinking: '', signature: '' };
  if (block.type === 'tool_use') return { ...block, input: {} };
  if (block.type === 'redacted_thinking') return block;
  throw new Error(`the stand-in does not stream ${block.type}`);
}

function deltasOf(block: Anthropic.ContentBlock): Anthropic.RawContentBlockDelta[] {
  if (block.type === 'text') return pieces(block.text).map((text) => ({ type: 'text_delta', text }));
  if (block.type === 'tool_use')
    return ['', ...pieces(JSON.stringify(block.input))].map((partial_json) => ({
      type: 'input_json_delta',
      partial_json,
    }));
  if (block.type !== 'thinking') return [];
  return [
    ...pieces(block.thinking).map((thinking): Anthropic.RawContentBlockDelta => ({ type: 'thinking_delta', thinking })),
    { type: 'signature_delta', signature: block.signature },
  ];
}

const PIECE = 120;

function pieces(text: string): string[] {
  return Array.from({ length: Math.ceil(text.length / PIECE) }, (_, at) => text.slice(at * PIECE, (at + 1) * PIECE));
}
