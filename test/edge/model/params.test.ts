import { expect, test } from 'vitest';
import type { ModelRequest } from '../../../src/core/architect/model.ts';
import { REPLY_SCHEMA, SECOND_LOOK_SCHEMA } from '../../../src/core/architect/reply.ts';
import { paramsOf } from '../../../src/edge/model/params.ts';
import { schemaProblem } from '../../anthropic/rules/schemas.ts';
import { Body } from '../../anthropic/rules/shape.ts';
import { REQUEST } from './support.ts';

const OPUS = { model: 'claude-opus-5-5', effort: 'high' } as const;

test('a request in the words of the API', () => {
  expect(paramsOf(REQUEST, OPUS)).toEqual({
    model: 'claude-opus-5-5',
    max_tokens: 4096,
    stream: true,
    tools: [
      {
        name: 'read',
        description: 'Reads lines of a file.',
        strict: true,
        input_schema: {
          type: 'object',
          properties: { path: { type: 'string' } },
          required: ['path'],
          additionalProperties: false,
        },
      },
    ],
    system: [{ type: 'text', text: 'You review changes to Go services.', cache_control: { type: 'ephemeral' } }],
    messages: [{ role: 'user', content: [{ type: 'text', text: 'The change: …' }] }],
    thinking: { type: 'adaptive' },
    output_config: {
      effort: 'high',
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: { verdict: { type: 'string' } },
          required: ['verdict'],
          additionalProperties: false,
        },
      },
    },
  });
});

test.each([
  ['claude-haiku-5-5', 'medium', { type: 'adaptive' }, 'medium'],
  ['anthropic.claude-opus-5-5', 'max', { type: 'adaptive' }, 'max'],
  ['claude-opus-4-5@20251101', 'xhigh', { type: 'enabled', budget_tokens: 2048 }, 'high'],
  ['claude-haiku-4-5-20251001', 'medium', { type: 'enabled', budget_tokens: 2048 }, undefined],
  ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'low', { type: 'disabled' }, undefined],
  ['a-model-of-the-gateway', 'low', { type: 'adaptive' }, 'low'],
] as const)('%s at %s thinks as it can', (model, effort, thinking, told) => {
  const params = paramsOf(REQUEST, { model, effort });
  expect(params.thinking).toEqual(thinking);
  expect(params.output_config?.effort).toBe(told);
});

test('what the grammar of the API does not know is told in words', () => {
  const count = { type: 'array', items: { type: 'string', maxLength: 9 }, maxItems: 3 };
  const params = paramsOf({ ...REQUEST, answer: { type: 'object', properties: { count } } }, OPUS);
  expect(params.output_config?.format?.schema).toEqual({
    type: 'object',
    properties: {
      count: { type: 'array', items: { type: 'string', description: '{maxLength: 9}' }, description: '{maxItems: 3}' },
    },
    additionalProperties: false,
  });
});

test.each([REPLY_SCHEMA, SECOND_LOOK_SCHEMA])('what the architect answers is a schema that the API takes', (answer) => {
  expect(schemaProblem(Body.parse(paramsOf({ ...REQUEST, answer }, OPUS)))).toBeNull();
});

test('no text and no turn is empty', () => {
  const { system, messages } = paramsOf(
    {
      ...REQUEST,
      system: [{ text: '' }, { text: 'a' }],
      messages: [
        { role: 'user', content: [{ text: '', cache: true }, { text: 'b' }] },
        { role: 'assistant', content: [] },
        { role: 'user', content: [{ id: 'toolu_1', result: '', failed: true }] },
      ],
    },
    OPUS,
  );
  expect(system).toEqual([{ type: 'text', text: 'a' }]);
  expect(messages).toEqual([
    { role: 'user', content: [{ type: 'text', text: 'b' }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', is_error: true }] },
  ]);
});

test('of more marks than the API takes, the stable ones and the newest stay', () => {
  const mark = (text: string) => ({ text, cache: true as const });
  const request: ModelRequest = {
    ...REQUEST,
    system: ['a', 'b', 'c', 'd'].map(mark),
    messages: [{ role: 'user', content: ['e', 'f', 'g'].map(mark) }],
  };
  expect(marked(request)).toEqual(['a', 'b', 'c', 'g']);
  expect(marked({ ...request, system: [mark('a'), mark('b')] })).toEqual(['a', 'b', 'f', 'g']);
  expect(marked({ ...request, messages: [] })).toEqual(['a', 'b', 'c', 'd']);
});

test('more tools than may be strict are still tools', () => {
  const tools = Array.from({ length: 22 }, (_, index) => ({ ...REQUEST.tools[0], name: `t${index}` }));
  const params = paramsOf({ ...REQUEST, tools: tools as ModelRequest['tools'] }, OPUS);
  expect(params.tools).toHaveLength(22);
  expect(params.tools?.filter((tool) => 'strict' in tool && tool.strict)).toHaveLength(20);
});

function marked(request: ModelRequest): string[] {
  const { system, messages } = paramsOf(request, OPUS);
  const inMessages = messages.flatMap(({ content }) => (Array.isArray(content) ? content : []));
  return [...(Array.isArray(system) ? system : []), ...inMessages].flatMap((block) =>
    block.type === 'text' && block.cache_control ? [block.text] : [],
  );
}
