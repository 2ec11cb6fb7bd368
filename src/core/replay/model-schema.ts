import { z } from 'zod';
import type { ModelReply, ModelRequest } from '../architect/model.ts';

const Block = z.strictObject({ text: z.string(), cache: z.literal(true).exactOptional() });
const Result = z.strictObject({
  id: z.string(),
  result: z.string(),
  failed: z.boolean(),
  cache: z.literal(true).exactOptional(),
});
const Schema = z.record(z.string(), z.unknown());

/** Strict or kept as it is: a request is recognised by all that it holds. */
export const ModelRequestData = z.looseObject({
  task: z.enum(['review', 'synthesis', 'verify', 'command']),
  system: z.array(Block),
  messages: z.array(
    z.union([
      z.strictObject({ role: z.literal('user'), content: z.array(z.union([Block, Result])) }),
      z.strictObject({ role: z.literal('assistant'), content: z.array(z.unknown()) }),
    ]),
  ),
  tools: z.array(z.strictObject({ name: z.string(), description: z.string(), input: Schema })),
  answer: Schema,
  maxTokens: z.number(),
}) satisfies z.ZodType<ModelRequest>;

export const ModelReplyData = z.object({
  model: z.string(),
  stop: z.enum(['answer', 'tools', 'max-tokens', 'refusal', 'context-exceeded', 'paused']),
  text: z.string(),
  calls: z.array(z.object({ id: z.string(), name: z.string(), input: z.unknown() })),
  turn: z.array(z.unknown()),
  usage: z.object({
    input: z.number(),
    cacheWrite: z.number(),
    cacheRead: z.number(),
    output: z.number(),
    costUsd: z.number(),
  }),
}) satisfies z.ZodType<ModelReply>;
