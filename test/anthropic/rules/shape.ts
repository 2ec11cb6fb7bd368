import { z } from 'zod';

// The fields that a request may have, after `resources/messages/messages.d.ts` of the SDK. The API refuses others with
// `…: Extra inputs are not permitted`. What this program has no use for (images, documents, server tools) is left out.

const Cache = z.strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() }).nullish();
const Schema = z.record(z.string(), z.unknown());

const Text = z.strictObject({
  type: z.literal('text'),
  text: z.string(),
  cache_control: Cache,
  citations: z.null().optional(),
});
const Thinking = z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() });
const Redacted = z.strictObject({ type: z.literal('redacted_thinking'), data: z.string() });
const ToolUse = z.strictObject({
  type: z.literal('tool_use'),
  id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  name: z.string(),
  input: z.record(z.string(), z.unknown()),
  cache_control: Cache,
  caller: z.strictObject({ type: z.literal('direct') }).optional(),
});
const ToolResult = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: z.union([z.string(), z.array(Text)]).optional(),
  is_error: z.boolean().optional(),
  cache_control: Cache,
});
const Block = z.discriminatedUnion('type', [Text, Thinking, Redacted, ToolUse, ToolResult]);

const Message = z.strictObject({
  role: z.enum(['user', 'assistant']),
  content: z.union([z.string(), z.array(Block)]),
});

const Tool = z.strictObject({
  // https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
  description: z.string().optional(),
  input_schema: z.looseObject({ type: z.literal('object') }),
  type: z.literal('custom').nullish(),
  strict: z.boolean().optional(),
  cache_control: Cache,
  eager_input_streaming: z.boolean().nullish(),
  input_examples: z.array(Schema).optional(),
});

const Parallel = { disable_parallel_tool_use: z.boolean().optional() };
const ToolChoice = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('auto'), ...Parallel }),
  z.strictObject({ type: z.literal('any'), ...Parallel }),
  z.strictObject({ type: z.literal('tool'), name: z.string(), ...Parallel }),
  z.strictObject({ type: z.literal('none') }),
]);

const Display = { display: z.enum(['summarized', 'omitted']).nullish() };
const ThinkingConfig = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('adaptive'), ...Display }),
  z.strictObject({ type: z.literal('between_tools') }),
  z.strictObject({ type: z.literal('disabled') }),
  z.strictObject({ type: z.literal('enabled'), budget_tokens: z.int().min(1024), ...Display }),
]);

export const Countable = z.strictObject({
  model: z.string(),
  messages: z.array(Message).min(1).max(100_000),
  system: z.union([z.string(), z.array(Text)]).optional(),
  tools: z.array(Tool).optional(),
  tool_choice: ToolChoice.optional(),
  thinking: ThinkingConfig.optional(),
  cache_control: Cache,
  output_config: z
    .strictObject({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).nullish(),
      format: z.strictObject({ type: z.literal('json_schema'), schema: Schema }).nullish(),
    })
    .optional(),
});

export const Body = Countable.extend({
  max_tokens: z.int().min(0),
  stream: z.boolean().optional(),
  stop_sequences: z.array(z.string()).optional(),
  metadata: z.strictObject({ user_id: z.string().nullish() }).optional(),
  service_tier: z.enum(['auto', 'standard_only']).optional(),
  temperature: z.number().optional(),
  top_p: z.number().optional(),
  top_k: z.number().optional(),
});
export type Body = z.infer<typeof Body>;
export type Countable = z.infer<typeof Countable>;
export type RequestBlock = z.infer<typeof Block>;

/** As the API words it; null for a request of a known shape. */
export function shapeProblem(schema: z.ZodType, body: unknown): string | null {
  const [issue] = schema.safeParse(body).error?.issues ?? [];
  if (issue === undefined) return null;
  const at = issue.path.join('.');
  if (issue.code === 'unrecognized_keys')
    return `${[...issue.path, issue.keys[0]].join('.')}: Extra inputs are not permitted`;
  return `${at}: ${issue.code === 'invalid_type' && !at.includes('.') ? 'Field required' : issue.message}`;
}
