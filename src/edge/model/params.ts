import type Anthropic from '@anthropic-ai/sdk';
import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import type {
  JsonSchema,
  ModelMessage,
  ModelRequest,
  ModelTool,
  PromptBlock,
  ToolResult,
} from '../../core/architect/model.ts';
import { keepBreakpoints } from './breakpoints.ts';
import { abilityOf, type Choice, type Effort } from './catalogue.ts';

type Body = Anthropic.MessageCreateParamsStreaming;
type Block = Anthropic.ContentBlockParam;

/** More are refused: https://platform.claude.com/docs/en/build-with-claude/structured-outputs#schema-complexity-limits */
const MOST_STRICT_TOOLS = 20;
const CACHED = { cache_control: { type: 'ephemeral' } } as const;

/**
 * The request in the words of the API. The answer's schema goes into `output_config.format`, which works together with
 * strict tools and, unlike a final tool that must be called, with models that refuse a forced `tool_choice`.
 */
export function paramsOf(asked: ModelRequest, { model, effort }: Choice): Body {
  const request = keepBreakpoints(asked);
  const ability = abilityOf(model);
  return {
    model,
    max_tokens: request.maxTokens,
    stream: true,
    ...(request.tools.length > 0 && { tools: request.tools.map(toolOf) }),
    system: request.system.filter(({ text }) => text !== '').map(textOf),
    messages: request.messages.flatMap(messageOf),
    thinking: thinkingOf(ability.thinking, effort, request.maxTokens),
    output_config: {
      ...(ability.effort && { effort: atMost(effort, ability.most) }),
      format: { type: 'json_schema', schema: strict(request.answer) },
    },
  };
}

/** An empty text is refused. */
function textOf({ text, cache }: PromptBlock): Anthropic.TextBlockParam {
  return { type: 'text', text, ...(cache && CACHED) };
}

function toolOf({ name, description, input }: ModelTool, index: number): Anthropic.Tool {
  const schema = strict(input);
  return { name, description, input_schema: { ...schema, type: 'object' }, strict: index < MOST_STRICT_TOOLS };
}

/** Takes out what the API's grammar does not know and tells it in words instead. */
function strict(schema: JsonSchema): Record<string, unknown> {
  return { ...transformJSONSchema(schema) };
}

/** A reply without content is left out: it says nothing, and would be refused. */
function messageOf(message: ModelMessage): Anthropic.MessageParam[] {
  // A turn goes back as it came from the API.
  const content = message.role === 'assistant' ? (message.content as Block[]) : message.content.flatMap(partOf);
  return content.length === 0 ? [] : [{ role: message.role, content }];
}

function partOf(part: PromptBlock | ToolResult): Block[] {
  if ('text' in part) return part.text === '' ? [] : [textOf(part)];
  const { id, result, failed, cache } = part;
  const content = result === '' ? {} : { content: result };
  return [
    { type: 'tool_result', tool_use_id: id, ...content, ...(failed && { is_error: true }), ...(cache && CACHED) },
  ];
}

const EFFORTS: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

function atMost(effort: Effort, most: Effort): Effort {
  return EFFORTS.indexOf(effort) > EFFORTS.indexOf(most) ? most : effort;
}

/** A budget is at least 1,024 tokens and below `max_tokens`. */
function thinkingOf(kind: 'adaptive' | 'budget', effort: Effort, maxTokens: number): Anthropic.ThinkingConfigParam {
  if (kind === 'adaptive') return { type: 'adaptive' };
  const budget = Math.floor(maxTokens / 2);
  return effort === 'low' || budget < 1024 ? { type: 'disabled' } : { type: 'enabled', budget_tokens: budget };
}
