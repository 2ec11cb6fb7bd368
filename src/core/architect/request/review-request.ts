import type { ModelRequest, ModelTool, PromptBlock } from '../model.ts';
import { REPLY_SCHEMA } from '../reply.ts';

/** Tokens of a review's reply, thinking included. */
const REPLY_TOKENS = 24_000;

export interface ReviewMaterial {
  system: readonly PromptBlock[];
  /** The change and what surrounds it, in the order of reading. */
  material: readonly string[];
  /** What to do with it, read last. */
  task: string;
  tools: readonly ModelTool[];
}

/** The opening request of a review. */
export function reviewRequest({ system, material, task, tools }: ReviewMaterial): ModelRequest {
  return {
    task: 'review',
    system,
    messages: [
      {
        role: 'user',
        content: [{ text: material.join('\n\n'), cache: true }, { text: task.trim() }],
      },
    ],
    tools,
    answer: REPLY_SCHEMA,
    maxTokens: REPLY_TOKENS,
  };
}
