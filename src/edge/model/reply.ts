import type Anthropic from '@anthropic-ai/sdk';
import type { ModelReply } from '../../core/architect/model.ts';
import type { Tokens } from './prices.ts';

const STOPS: Readonly<Record<Anthropic.StopReason, ModelReply['stop']>> = {
  end_turn: 'answer',
  stop_sequence: 'answer',
  tool_use: 'tools',
  max_tokens: 'max-tokens',
  refusal: 'refusal',
  model_context_window_exceeded: 'context-exceeded',
  pause_turn: 'paused',
};

/** What was said, as plain data: the SDK parses a tool's input when it is first read, which may throw. */
export function replyOf(message: Anthropic.Message): Omit<ModelReply, 'usage'> {
  const turn: Anthropic.ContentBlock[] = JSON.parse(JSON.stringify(message.content));
  return {
    model: message.model,
    // A reason that a later release of the API adds ends the turn like any other.
    stop: (message.stop_reason && STOPS[message.stop_reason]) ?? 'answer',
    text: turn.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join(''),
    calls: turn.flatMap((block) =>
      block.type === 'tool_use' ? [{ id: block.id, name: block.name, input: block.input }] : [],
    ),
    turn,
  };
}

export function tokensOf(usage: Anthropic.Usage): Tokens {
  return {
    input: usage.input_tokens,
    cacheWrite: usage.cache_creation_input_tokens ?? 0,
    cacheRead: usage.cache_read_input_tokens ?? 0,
    output: usage.output_tokens,
  };
}
