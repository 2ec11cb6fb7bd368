import { describe, expect, test } from 'vitest';
import { REPLY_SCHEMA, SECOND_LOOK_SCHEMA } from '../../../src/core/architect/reply.ts';

/** What structured outputs take; anything else is answered 400. */
const TAKEN = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'anyOf',
  'description',
]);

describe.each([
  ['review', REPLY_SCHEMA],
  ['second look', SECOND_LOOK_SCHEMA],
])('schema of the %s', (_name, schema) => {
  test('uses only keywords that structured outputs take', () => {
    expect([...keywords(schema)].filter((keyword) => !TAKEN.has(keyword))).toEqual([]);
  });

  test('closes every object, and asks for all of its properties', () => {
    const objects = [...nodes(schema)].filter((node) => node.type === 'object');
    expect(objects.length).toBeGreaterThan(0);
    for (const node of objects) {
      expect(node.additionalProperties).toBe(false);
      expect(node.required).toEqual(Object.keys(node.properties ?? {}));
    }
  });

  test('says that something may be null by a union', () => {
    expect([...nodes(schema)].filter((node) => Array.isArray(node.type))).toEqual([]);
  });

  test('keeps below the number of unions that one schema may have', () => {
    expect([...nodes(schema)].filter((node) => 'anyOf' in node).length).toBeLessThanOrEqual(16);
  });
});

function* nodes(node: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(node)) for (const one of node) yield* nodes(one);
  if (!isRecord(node)) return;
  yield node;
  for (const [keyword, value] of Object.entries(node))
    yield* nodes(keyword === 'properties' && isRecord(value) ? Object.values(value) : value);
}

function* keywords(schema: unknown): Generator<string> {
  for (const node of nodes(schema)) yield* Object.keys(node);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
