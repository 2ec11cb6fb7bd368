import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { says } from './answers.ts';
import { type AnthropicStandin, startAnthropic } from './start.ts';

let api: AnthropicStandin;
beforeAll(async () => {
  api = await startAnthropic([says('Hello')]);
});
beforeEach(() => {
  api.refused.length = 0;
});
afterAll(() => api.close());

const ASK = { model: 'claude-opus-5-5', max_tokens: 4096, messages: [{ role: 'user', content: 'Hello' }] };
const OBJECT = { type: 'object', properties: {}, additionalProperties: false };
const CACHE = { cache_control: { type: 'ephemeral' } };

async function send(body: object): Promise<number> {
  const response = await fetch(`${api.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'a-key', 'anthropic-version': '2023-06-01', 'content-type': 'application/json' },
    body: JSON.stringify({ ...ASK, ...body }),
  });
  await response.text();
  return response.status;
}

const strict = (schema: object) => ({ tools: [{ name: 'read', strict: true, input_schema: schema }] });
const answer = (schema: object) => ({ output_config: { format: { type: 'json_schema', schema } } });
const optional = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, { type: 'string' }]));
const unions = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, { type: ['string', 'null'] }]));
const use = (id: string) => ({ type: 'tool_use', id, name: 'read', input: {} });
const result = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: 'x' });
const turns = (...turns: [string, unknown][]) => ({
  messages: [{ role: 'user', content: 'Hi' }, ...turns.map(([role, content]) => ({ role, content }))],
});

test.each<[string, object]>([
  ['a plain question', {}],
  ['adaptive thinking', { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'max' } }],
  ['a budget on an old model', { model: 'claude-haiku-4-5', thinking: { type: 'enabled', budget_tokens: 1024 } }],
  ['tools and an answer together', { ...strict(OBJECT), ...answer(OBJECT), tool_choice: { type: 'auto' } }],
  [
    'schemas of what is supported',
    answer({
      ...OBJECT,
      properties: { a: { type: 'array', items: { $ref: '#/$defs/b' }, minItems: 1 }, c: { enum: ['x', null, 1] } },
      required: ['a', 'c'],
      $defs: { b: { type: 'string', format: 'date', pattern: '^\\d+$', description: 'x', default: 'y' } },
    }),
  ],
  [
    'a schema of a tool that is not strict',
    { tools: [{ name: 'read', input_schema: { type: 'object', properties: { a: { type: 'integer', minimum: 1 } } } }] },
  ],
  [
    'as many optional parameters and unions as there may be',
    {
      ...strict({ ...OBJECT, properties: optional(24) }),
      ...answer({ ...OBJECT, properties: unions(16), required: Object.keys(unions(16)) }),
    },
  ],
  [
    'a call and its result',
    turns(
      ['assistant', [use('toolu_1'), use('toolu_2')]],
      ['user', [result('toolu_2'), result('toolu_1'), { type: 'text', text: 'Go on' }]],
    ),
  ],
  ['four marks', { system: [1, 2, 3, 4].map((n) => ({ type: 'text', text: `${n}`, ...CACHE })) }],
])('%s is answered', async (_name, body) => {
  expect([await send(body), api.refused]).toEqual([200, []]);
});

test.each<[string, object, RegExp]>([
  ['a field that there is not', { colour: 'red' }, /^colour: Extra inputs are not permitted/],
  [
    'a field of a reply in a block',
    turns(['assistant', [{ type: 'text', text: 'a', parsed_output: null }]], ['user', 'b']),
    /parsed_output: Extra inputs/,
  ],
  ['no limit', { max_tokens: undefined }, /^max_tokens: Field required/],
  ['more than the model can say', { max_tokens: 128_001 }, /^max_tokens: 128001 > 128000/],
  ['thinking switched off', { thinking: { type: 'disabled' } }, /"thinking.type.disabled" is not supported/],
  [
    'a budget for thinking',
    { thinking: { type: 'enabled', budget_tokens: 2000 } },
    /"thinking.type.enabled" is not supported/,
  ],
  [
    'adaptive thinking of an old model',
    { model: 'claude-haiku-4-5', thinking: { type: 'adaptive' } },
    /adaptive thinking is not supported/,
  ],
  [
    'a budget above the limit',
    { model: 'claude-haiku-4-5', thinking: { type: 'enabled', budget_tokens: 4096 } },
    /greater than `thinking.budget_tokens`/,
  ],
  [
    'a small budget',
    { model: 'claude-haiku-4-5', thinking: { type: 'enabled', budget_tokens: 1000 } },
    /^thinking.budget_tokens/,
  ],
  [
    'effort of a model without',
    { model: 'claude-haiku-4-5', output_config: { effort: 'low' } },
    /does not support the effort/,
  ],
  [
    'a tool forced',
    { ...strict(OBJECT), tool_choice: { type: 'tool', name: 'read' } },
    /^tool_choice: type "tool" and "any"/,
  ],
  ['a temperature', { temperature: 0 }, /^temperature/],
  ['the beginning of the reply', turns(['assistant', '{']), /does not support assistant message prefill/],
  [
    'a strict object that is open',
    strict({ type: 'object', properties: {} }),
    /'additionalProperties' must be explicitly set to false/,
  ],
  [
    'an open object within',
    answer({ ...OBJECT, properties: { a: { type: 'object' } } }),
    /^output_config.format.schema: For 'object'/,
  ],
  [
    'a bound of a number',
    answer({ ...OBJECT, properties: { a: { type: 'integer', minimum: 1 } } }),
    /property 'minimum' is not supported/,
  ],
  [
    'a bound of a string',
    answer({ ...OBJECT, properties: { a: { type: 'string', maxLength: 1 } } }),
    /property 'maxLength'/,
  ],
  [
    'a bound of an array',
    strict({ ...OBJECT, properties: { a: { type: 'array', items: {}, maxItems: 3 } } }),
    /property 'maxItems'/,
  ],
  [
    'a longer array',
    strict({ ...OBJECT, properties: { a: { type: 'array', items: { type: 'string' }, minItems: 2 } } }),
    /'minItems' values other than 0 or 1/,
  ],
  [
    'a format of its own',
    answer({ ...OBJECT, properties: { a: { type: 'string', format: 'go' } } }),
    /format 'go' is not supported/,
  ],
  ['an enum of objects', answer({ ...OBJECT, properties: { a: { enum: [{}] } } }), /primitive/],
  [
    'a schema that contains itself',
    answer({
      ...OBJECT,
      properties: { a: { $ref: '#/$defs/a' } },
      $defs: { a: { ...OBJECT, properties: { b: { $ref: '#/$defs/a' } } } },
    }),
    /Recursive/,
  ],
  [
    'too many strict tools',
    { tools: Array.from({ length: 21 }, (_, n) => ({ name: `t${n}`, strict: true, input_schema: OBJECT })) },
    /21 strict tools/,
  ],
  [
    'too many optional parameters',
    answer({ ...OBJECT, properties: optional(25) }),
    /too many optional parameters \(25\)/,
  ],
  [
    'too many unions',
    answer({ ...OBJECT, properties: unions(17), required: Object.keys(unions(17)) }),
    /union types \(17\)/,
  ],
  [
    'five marks',
    { system: [1, 2, 3, 4, 5].map((n) => ({ type: 'text', text: `${n}`, ...CACHE })) },
    /maximum of 4 blocks with cache_control/,
  ],
  ['an empty text', { messages: [{ role: 'user', content: [{ type: 'text', text: '' }] }] }, /must be non-empty/],
  ['an empty system prompt', { system: [{ type: 'text', text: '' }] }, /must be non-empty/],
  ['an empty turn', turns(['assistant', []], ['user', 'x']), /non-empty content/],
  [
    'a call without a result',
    turns(['assistant', [use('toolu_1')]], ['user', 'Well?']),
    /ids were found without `tool_result` blocks immediately after: toolu_1/,
  ],
  [
    'half of the results',
    turns(['assistant', [use('toolu_1'), use('toolu_2')]], ['user', [result('toolu_1')]]),
    /toolu_2/,
  ],
  ['a result without a call', turns(['user', [result('toolu_1')]]), /unexpected `tool_use_id`/],
  [
    'a result twice',
    turns(['assistant', [use('toolu_1')]], ['user', [result('toolu_1'), result('toolu_1')]]),
    /single result/,
  ],
  [
    'a result behind words',
    turns(['assistant', [use('toolu_1')]], ['user', [{ type: 'text', text: 'Here' }, result('toolu_1')]]),
    /must come before/,
  ],
  [
    'thinking that nobody thought',
    turns(['assistant', [{ type: 'thinking', thinking: 'a', signature: 'b' }]], ['user', 'x']),
    /Invalid `signature`/,
  ],
  [
    'a model that speaks first',
    {
      messages: [
        { role: 'assistant', content: 'Hi' },
        { role: 'user', content: 'Hi' },
      ],
    },
    /must use the "user" role/,
  ],
  [
    'a book',
    { model: 'claude-haiku-4-5', messages: [{ role: 'user', content: 'go '.repeat(300_000) }] },
    /^prompt is too long: \d+ tokens > 200000 maximum/,
  ],
])('%s is refused', async (_name, body, message) => {
  expect(await send(body)).toBe(400);
  expect(api.refused).toEqual([expect.stringMatching(message)]);
});
