import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareDescriptions } from '../../../src/core/contracts/openapi/compare-files.ts';
import { jsonLine } from '../../../src/core/contracts/openapi/json-lines.ts';

function told(before: string, after: string, path = 'api/openapi.yaml') {
  return compareDescriptions(new Map([[path, before]]), new Map([[path, after]])).breaks;
}

/** One operation, given as what it says. */
const post = (operation: string) => `openapi: 3.1.0
info: { title: Shop, version: '1' }
paths: { /orders: { post: { responses: { '200': { description: ok } }, ${operation} } } }
`;
const body = (schema: string, more = '') =>
  post(`requestBody: { ${more} content: { application/json: { schema: ${schema} } } }`);
const answer = (schema: string, more = '') =>
  post(`responses: { '200': { description: ok, ${more} content: { application/json: { schema: ${schema} } } } }`);
const query = (more: string) => post(`parameters: [{ name: size, in: query, ${more} }]`);
const object = (properties: string, more = '') => `{ type: object, properties: { ${properties} } ${more} }`;

type Rule = [rule: string, before: string, after: string];
/** In a request: what narrows it. In an answer: what widens it. */
const narrowed = (rule: string, wide: string, narrow: string): Rule[] => [
  [`request-body-${rule}`, body(wide), body(narrow)],
  [`request-property-${rule}`, body(object(`a: ${wide}`)), body(object(`a: ${narrow}`))],
  [`response-body-${rule}`, answer(narrow), answer(wide)],
  [`response-property-${rule}`, answer(object(`a: ${narrow}`)), answer(object(`a: ${wide}`))],
];
const inParameter = (rule: string, wide: string, narrow: string): Rule => [
  `request-parameter-${rule}`,
  query(`schema: ${wide}`),
  query(`schema: ${narrow}`),
];
const limited = (name: string, wide: string, narrow: string): Rule[] => {
  const [loose, tight] = [wide, narrow].map((value) => `{ type: string, ${name}: ${value} }`) as [string, string];
  return [
    ...narrowed(`${name} tightened`, loose, tight),
    inParameter(`${name} tightened`, loose, tight),
    ...narrowed(`${name} set`, '{ type: string }', tight),
    inParameter(`${name} set`, '{ type: string }', tight),
  ];
};
const added = (name: string, value: string): Rule[] =>
  narrowed(`${name}-added`, '{ type: object }', `{ type: object, ${name}: ${value} }`);

/**
 * A case for each change that oasdiff calls an error or a warning, as far as it concerns what a request may hold and an
 * answer holds (https://www.oasdiff.com/docs/breaking-changes): name, before, after.
 */
const RULES: readonly Rule[] = [
  ['api-path-removed-without-deprecation', post('x-a: 1'), post('x-a: 1').replace('/orders', '/sales')],
  ['api-removed-without-deprecation', post('x-a: 1'), post('x-a: 1').replace('post:', 'put:')],
  ['new-required-request-parameter', post('x-a: 1'), query('required: true, schema: { type: string }')],
  ['request-parameter-became-required', query('schema: { type: string }'), query('required: true, schema: { type: string }')],
  ['request-parameter-removed', query('schema: { type: string }'), post('x-a: 1')],
  ['request-parameter-default-value-changed', query('schema: { type: integer, default: 1 }'), query('schema: { type: integer, default: 2 }')],
  ['request-parameter-default-value-added', query('schema: { type: integer }'), query('schema: { type: integer, default: 2 }')],
  ['request-parameter-default-value-removed', query('schema: { type: integer, default: 1 }'), query('schema: { type: integer }')],
  inParameter('type-changed', '{ type: string }', '{ type: integer }'),
  inParameter('list-of-types-narrowed', '{ type: [string, integer] }', '{ type: string }'),
  inParameter('became-enum', '{ type: string }', '{ type: string, enum: [a] }'),
  inParameter('enum-value-removed', '{ type: string, enum: [a, b] }', '{ type: string, enum: [a] }'),
  inParameter('became-not-nullable', '{ type: [string, "null"] }', '{ type: string }'),
  inParameter('property-type-changed', object('a: { type: string }'), object('a: { type: integer }')),
  inParameter('property-enum-value-removed', object('a: { enum: [a, b] }'), object('a: { enum: [a] }')),
  ['request-body-added-required', post('x-a: 1'), body('{ type: string }', 'required: true,')],
  ['request-body-became-required', body('{ type: string }'), body('{ type: string }', 'required: true,')],
  ['request-body-removed', body('{ type: string }'), post('x-a: 1')],
  ['request-body-media-type-removed', body('{ type: string }'), body('{ type: string }').replace('application/json', 'text/plain')],
  ['request-body-media-type-schema-added', body('{}'), body('{ type: string }')],
  ['new-required-request-property', body(object('a: {}')), body(object('a: {}, b: {}', ', required: [b]'))],
  ['new-required-request-property-with-default', body(object('a: {}')), body(object('a: {}, b: { default: 1 }', ', required: [b]'))],
  ['request-property-became-required', body(object('a: {}')), body(object('a: {}', ', required: [a]'))],
  ['request-property-removed', body(object('a: {}, b: {}')), body(object('a: {}'))],
  ['response-success-status-removed', post("responses: { '200': { description: a }, '202': { description: b } }"), post("responses: { '200': { description: a } }")],
  ['response-media-type-removed', answer('{ type: string }'), answer('{ type: string }').replace('application/json', 'text/plain')],
  ['response-body-media-type-schema-removed', answer('{ type: string }'), answer('{}')],
  ['response-required-property-removed', answer(object('a: {}, b: {}', ', required: [b]')), answer(object('a: {}'))],
  ['response-optional-property-removed', answer(object('a: {}, b: {}')), answer(object('a: {}'))],
  ['response-property-became-optional', answer(object('a: {}', ', required: [a]')), answer(object('a: {}'))],
  ['response-property-enum-value-added', answer(object('a: { enum: [a] }')), answer(object('a: { enum: [a, b] }'))],
  ['response-header-removed', answer('{}', 'headers: { X-Total: { required: true, schema: { type: integer } } },'), answer('{}')],
  ['response-header-became-optional', answer('{}', 'headers: { X-Total: { required: true } },'), answer('{}', 'headers: { X-Total: {} },')],
  ['response-header-type-changed', answer('{}', 'headers: { X-Total: { schema: { type: integer } } },'), answer('{}', 'headers: { X-Total: { schema: { type: string } } },')],
  ...narrowed('type-changed', '{ type: string }', '{ type: integer }'),
  ...narrowed('type-generalized', '{ type: number }', '{ type: integer }'),
  ...narrowed('list-of-types', '{ type: [string, integer] }', '{ type: string }'),
  ...narrowed('format', '{ type: integer, format: int64 }', '{ type: integer, format: int32 }'),
  ...narrowed('nullable', '{ type: [string, "null"] }', '{ type: string }'),
  ...narrowed('const-added', '{ type: string }', '{ type: string, const: a }'),
  ...narrowed('const-changed', '{ type: string, const: a }', '{ type: string, const: b }'),
  ...narrowed('one-of', '{ oneOf: [{ type: string }, { type: integer }, { type: array }] }', '{ oneOf: [{ type: string }, { type: integer }] }'),
  ...narrowed('any-of', '{ anyOf: [{ type: string }, { type: integer }, { type: array }] }', '{ anyOf: [{ type: string }, { type: integer }] }'),
  ['request-body-became-enum', body('{ type: string }'), body('{ type: string, enum: [a] }')],
  ['request-body-enum-value-removed', body('{ enum: [a, b] }'), body('{ enum: [a] }')],
  ['request-property-became-enum', body(object('a: { type: string }')), body(object('a: { type: string, enum: [a] }'))],
  ['request-property-enum-value-removed', body(object('a: { enum: [a, b] }')), body(object('a: { enum: [a] }'))],
  ['request-body-all-of-added', body('{ allOf: [{ type: object }] }'), body('{ allOf: [{ type: object }, { required: [a], properties: { a: {} } }] }')],
  ...limited('maxLength', '20', '10'), ...limited('minLength', '1', '2'), ...limited('maximum', '20', '10'), ...limited('minimum', '1', '2'),
  ...limited('exclusiveMaximum', '20', '10'), ...limited('exclusiveMinimum', '1', '2'), ...limited('minItems', '1', '2'), ...limited('maxItems', '2', '1'),
  ...limited('pattern', "'^.*$'", "'^a$'"),
  ...added('if', '{ required: [a] }'), ...added('then', '{ required: [a] }'), ...added('else', '{ required: [a] }'), ...added('contains', '{}'), ...added('minContains', '1'),
  ...added('dependentRequired', '{ a: [b] }'), ...added('dependentSchemas', '{ a: {} }'), ...added('patternProperties', '{ a: {} }'), ...added('propertyNames', '{ pattern: a }'),
  ...added('unevaluatedProperties', '{}'), ...added('unevaluatedItems', '{}'), ...added('prefixItems', '[{}]'), ...added('contentSchema', '{}'), ...added('contentMediaType', 'a/b'), ...added('contentEncoding', 'base64'),
]; // biome-ignore format: a table

/** Not found, with the reason. */
const MISSED = [
  ['new-request-path-parameter', 'a further parameter makes another path, and the old one is told to be gone'],
  ['request-parameter-x-extensible-enum-value-removed', 'an extension that hardly any Go service has'],
  ['request-property-x-extensible-enum-value-removed', 'an extension that hardly any Go service has'],
  ['response-body-wrapped-in-one-of', 'the form that it was is one of them, so clients may read it still'],
  ['request-body-wrapped-in-one-of', 'the form that it was is one of them, so it is taken still'],
  ['webhook-removed', 'what a service sends is no path of it'],
  ['response-required-property-became-non-write-only', 'nothing that was there is missing'],
  ['api-sunset-*, api-stability-*, api-deprecated-*', 'rules of a house about notice, not about what a client meets'],
];

describe('what oasdiff calls breaking', () => {
  test.each(RULES)('%s is found', (_, before, after) => {
    expect(told(before, after)).not.toEqual([]);
    expect(told(before, before)).toEqual([]);
    expect(told(after, after)).toEqual([]);
  });

  test('nine in ten of its rules', () => {
    expect(RULES.length / (RULES.length + MISSED.length)).toBeGreaterThanOrEqual(0.9);
  });
});

describe('what breaks nobody', () => {
  const SILENT: readonly Rule[] = [
    ['wider in a request', body('{ type: integer, format: int32 }'), body('{ type: number }')],
    ['narrower in an answer', answer('{ type: [string, "null"] }'), answer('{ type: string, enum: [a] }')],
    ['a property that only the server writes', body(object('a: { readOnly: true }')), body(object('a: { readOnly: true }', ', required: [a]'))],
    ['a schema that moved behind a reference', answer('{ type: string }'), `${answer("{ $ref: '#/components/schemas/S' }")}components: { schemas: { S: { type: string } } }\n`],
    ['a version prefix that the server has now', post('x-a: 1').replace('/orders', '/api/orders'), `servers: [{ url: 'https://shop.example/api/' }]\n${post('x-a: 1')}`],
    ['a failure that is described otherwise', post("responses: { '200': { description: a }, '404': { description: b } }"), post("responses: { '200': { description: a } }")],
    ['null written in another way', answer('{ type: string, nullable: true }'), answer('{ oneOf: [{ type: string }, { type: "null" }] }')],
    ['a reference that leads nowhere', answer("{ $ref: 'elsewhere.yaml#/S' }"), answer('{ type: string }')],
  ]; // biome-ignore format: a table
  test.each(SILENT)('%s', (_, before, after) => {
    expect(told(before, after)).toEqual([]);
  });
});

test('a schema of many operations is told once, at its own line', () => {
  const api = (type: string) => `openapi: 3.0.0
info: { title: Shop, version: '1' }
paths:
${['a', 'b', 'c'].map((name) => `  /${name}: { get: { responses: { '200': { description: ok, content: { a/b: { schema: { $ref: '#/components/schemas/Order' } } } } } } }\n`).join('')}components:
  schemas:
    Order:
      properties:
        next: { $ref: '#/components/schemas/Order' }
        total: { type: ${type} }
`;
  const [only, ...others] = told(api('integer'), api('string'));
  expect(others).toEqual([]);
  expect(only?.operations).toEqual(['GET /a', 'GET /b', 'GET /c']);
  expect([only?.was.line(), only?.at?.line()]).toEqual([12, 12]);
});

test('versions that promise nothing break with less noise, and what was deprecated is a hint', () => {
  const [unstable] = told(post('x-a: 1').replace('/orders', '/v1alpha1/orders'), post('x-a: 1'));
  expect(unstable).toMatchObject({ severity: 'medium', certain: true });
  const [announced] = told(post('deprecated: true'), post('x-a: 1').replace('/orders', '/sales'));
  expect(announced).toMatchObject({ certain: false });
});

test('what is written above a handler late is a hint; what its types say is not', () => {
  const made = (type: string, more = '') =>
    `${post(`requestBody: { required: ${more !== ''}, content: { a/b: { schema: { $ref: '#/components/schemas/models.Order' } } } }`)}components: { schemas: { models.Order: { type: object, properties: { total: { type: ${type} } } } } }\n`;
  expect(told(made('string'), made('string', 'now')).map(({ certain }) => certain)).toEqual([false]);
  expect(told(made('string'), made('integer')).map(({ certain }) => certain)).toEqual([true]);
});

test('what a .proto file says is left to it; paths are not', () => {
  const marked = (text: string) => `# Generated with protoc-gen-openapi\n${text}`;
  expect(told(marked(answer('{ type: string }')), marked(answer('{ type: integer }')))).toHaveLength(1);
  const named = (type: string) =>
    `${marked(answer("{ $ref: '#/components/schemas/S' }"))}components: { schemas: { S: { properties: { a: { type: ${type} } } } } }\n`;
  expect(told(named('string'), named('integer'))).toEqual([]);
});

test('says nothing of what stands there as before', () => {
  const untyped = post("responses: { '200': { description: ok, content: { application/json: {} } } }");
  expect(told(untyped, untyped.replace("version: '1'", "version: '2'"))).toEqual([]);
  const get = (schema: string) =>
    `{ get: { responses: { '200': { description: ok, content: { application/json: { schema: ${schema} } } } } } }`;
  const beside = `openapi: 3.1.0\ninfo: { title: Shop, version: '1' }\npaths:\n  /users/{did}: ${get(object('a: { type: string }'))}\n  /users/{id}: ${get(object('b: { type: string }'))}\n`;
  expect(told(beside, beside.replace("version: '1'", "version: '2'"))).toEqual([]);
});

test('a query that takes a list takes the one entry that it took', () => {
  const one = query('schema: { type: string }');
  expect(told(one, query('schema: { type: array, items: { type: string } }'))).toEqual([]);
  expect(told(one, query('schema: { type: array, items: { type: integer } }')).map(({ certain }) => certain)).toEqual([
    true,
  ]);
});

test('a method that is gone is answered otherwise than a path that is', () => {
  const put = post('x-a: 1').replace('post:', 'put:');
  expect(told(post('x-a: 1'), put)[0]?.message).toContain('answered 405');
  expect(told(post('x-a: 1'), post('x-a: 1').replace('/orders', '/sales'))[0]?.message).toContain('answered 404');
});

test('what .proto files call required no gateway asks for', () => {
  const wanted = (more: string) =>
    `# Generated with protoc-gen-openapi\n${body(object('a: { type: string }, b: { type: string }', more))}`;
  expect(told(wanted(''), wanted(', required: [b]')).map(({ certain }) => certain)).toEqual([false]);
});

describe('reading', () => {
  test('finds lines in JSON as it is written', () => {
    const text = '{\n "a": [1,\n  {"b": "x\\"}",\n   "c": 2}\n ],\n "d": {}\n}';
    const line = (...keys: string[]) => jsonLine(text, keys);
    expect([line('a'), line('a', '1', 'b'), line('a', '1', 'c'), line('d'), line('a', '1', 'zz')]).toEqual([
      2, 3, 4, 6, 3,
    ]);
  });

  test('ends on any text, and on what refers to itself', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constant('a: &a [*a]'),
      fc.constant(`openapi: 3.0.0\npaths: ${'{a: '.repeat(5000)}`),
    );
    fc.assert(
      fc.property(text, text, (a, b) => {
        for (const path of ['api.json', 'api.yaml']) told(`openapi: 3.0.0\n${a}`, `openapi: 3.0.0\n${b}`, path);
        jsonLine(a, ['a', 'b']);
      }),
      { numRuns: 25 },
    );
    const circular = (ref: string) =>
      `${answer("{ $ref: '#/components/schemas/A' }")}components: { schemas: { A: { allOf: [{ $ref: '#/components/schemas/${ref}' }] }, B: { $ref: '#/components/schemas/B' } } }\n`;
    expect(told(circular('A'), circular('B'))).toEqual([]);
  });
});

test('what describes the form of a file, under one root, is nobody’s interface', () => {
  const lanes = (path: string) => {
    const at = (text: string) => text.replace('/orders', path);
    return told(at(body(object('a: { type: string }'))), at(body(object('a: { type: integer }')))).map(
      ({ certain }) => certain,
    );
  };
  expect([lanes('/orders'), lanes('/')]).toEqual([[true], [false]]);
});
