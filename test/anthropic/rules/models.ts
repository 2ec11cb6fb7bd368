import type { Body, Countable } from './shape.ts';

/** What a model takes. */
interface Takes {
  thinking: readonly string[];
  effort: readonly string[];
  /** `tool_choice` may make it call a tool. */
  forced: boolean;
  /** A conversation may end with the beginning of its reply. */
  prefill: boolean;
  /** Tokens of a prompt that are cached at least. */
  cacheable: number;
  context: number;
  output: number;
}

const ALL = ['low', 'medium', 'high', 'xhigh', 'max'];
const MILLION = { context: 1_000_000, output: 128_000 };
const NEWEST: Takes = {
  ...{ thinking: ['adaptive'], effort: ALL, forced: false, prefill: false, cacheable: 512, ...MILLION },
};
const OPUS_4: Takes = { ...NEWEST, thinking: ['adaptive', 'disabled'], forced: true, cacheable: 2048 };
const OLD = { ...{ context: 200_000, output: 64_000 }, thinking: ['enabled', 'disabled'], forced: true, prefill: true };

/**
 * thinking: https://platform.claude.com/docs/en/build-with-claude/thinking-troubleshooting#rejected-configurations,
 * https://platform.claude.com/docs/en/models/opus-5-5/whats-new-opus-5-5 (always on, no forced tools);
 * cacheable: https://platform.claude.com/docs/en/build-with-claude/prompt-caching#cache-limitations and the pages of
 * the models; effort: https://platform.claude.com/docs/en/build-with-claude/effort;
 * prefill: https://platform.claude.com/docs/en/api/errors#prefill-not-supported
 */
const MODELS: Readonly<Record<string, Takes>> = {
  'claude-fable-5-1': NEWEST,
  'claude-opus-5-5': NEWEST,
  'claude-sonnet-5-5': { ...NEWEST, thinking: ['adaptive', 'between_tools'] },
  'claude-haiku-5-5': { ...NEWEST, thinking: ['adaptive', 'disabled'], forced: true },
  'claude-opus-5': { ...NEWEST, thinking: ['adaptive', 'disabled'], forced: true },
  'claude-sonnet-5': { ...NEWEST, thinking: ['adaptive', 'disabled'], forced: true, cacheable: 1024 },
  'claude-opus-4-8': { ...OPUS_4, cacheable: 1024 },
  'claude-opus-4-7': OPUS_4,
  'claude-opus-4-6': {
    ...OPUS_4,
    thinking: [...OPUS_4.thinking, 'enabled'],
    effort: without('xhigh'),
    cacheable: 4096,
  },
  'claude-sonnet-4-6': {
    ...OPUS_4,
    thinking: [...OPUS_4.thinking, 'enabled'],
    effort: without('xhigh'),
    cacheable: 1024,
  },
  'claude-opus-4-5': { ...OLD, effort: ['low', 'medium', 'high'], cacheable: 4096 },
  'claude-sonnet-4-5': { ...OLD, effort: [], cacheable: 1024 },
  'claude-haiku-4-5': { ...OLD, effort: [], cacheable: 4096 },
};

function without(level: string): string[] {
  return ALL.filter((one) => one !== level);
}

export function takesOf(model: string): Takes | undefined {
  return MODELS[model.replace(/-\d{8}$/, '')];
}

/** What this model refuses of a request that others take. */
export function modelProblem(body: Countable & { max_tokens?: number }): string | null {
  const takes = takesOf(body.model);
  const { thinking, tool_choice: choice, output_config: config, max_tokens: most = 0 } = body;
  if (takes === undefined) return null;
  if (thinking && !takes.thinking.includes(thinking.type)) return thinkingRefused(thinking.type, body.model);
  if (choice && !takes.forced && (choice.type === 'any' || choice.type === 'tool'))
    return 'tool_choice: type "tool" and "any" are not supported for this model.';
  // https://platform.claude.com/docs/en/build-with-claude/thinking#thinking-with-tool-use
  if (thinking?.type === 'enabled' && (choice?.type === 'any' || choice?.type === 'tool'))
    return 'Thinking may not be enabled when tool_choice forces tool use.';
  // https://platform.claude.com/docs/en/build-with-claude/extended-thinking#budget-rules
  if (thinking?.type === 'enabled' && thinking.budget_tokens >= most)
    return '`max_tokens` must be greater than `thinking.budget_tokens`.';
  if (config?.effort && !takes.effort.includes(config.effort))
    return takes.effort.length === 0
      ? 'output_config.effort: This model does not support the effort parameter.'
      : `output_config.effort: "${config.effort}" is not supported for this model.`;
  if (most > takes.output)
    return `max_tokens: ${most} > ${takes.output}, which is the maximum allowed number of output tokens for ${body.model}`;
  return null;
}

function thinkingRefused(type: string, model: string): string {
  if (type === 'adaptive') return 'adaptive thinking is not supported on this model';
  return `"thinking.type.${type}" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior. (${model})`;
}

/** A reply cannot be begun for the model. */
export function prefillProblem({ model, messages }: Countable, isPaused: (content: unknown) => boolean): string | null {
  const last = messages.at(-1);
  if (last?.role !== 'assistant' || takesOf(model)?.prefill || isPaused(last.content)) return null;
  return 'This model does not support assistant message prefill. The conversation must end with a user message.';
}

/**
 * Models from 4.7 on refuse sampling parameters: "Omit `temperature`, `top_p`, and `top_k`",
 * https://platform.claude.com/docs/en/models/haiku-5-5/overview#good-to-know
 */
export function samplingProblem(body: Body): string | null {
  const takes = takesOf(body.model);
  if (takes === undefined || takes.thinking.includes('enabled')) return null;
  const set = (['temperature', 'top_p', 'top_k'] as const).find((name) => body[name] !== undefined);
  return set === undefined || (set === 'temperature' && body.temperature === 1)
    ? null
    : `${set}: sampling parameters are not supported for this model.`;
}
