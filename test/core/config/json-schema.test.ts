import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseRepoConfig } from '../../../src/core/config/repo-config.ts';
import { configJsonSchema } from '../../../src/core/config/schema.ts';

// `vitest run -u` writes it anew.
test('the published JSON Schema is the one that is enforced', async () => {
  const text = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../../docs/schema/config.schema.json');
});

test('every setting is described', () => {
  const bare: string[] = [];
  const walk = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [name, value] of Object.entries(schema)) {
      if (name === 'properties') {
        for (const [key, property] of Object.entries(value)) {
          if (!Object.hasOwn(property as object, 'description')) bare.push(`${path}.${key}`);
        }
      }
      walk(value, `${path}.${name}`);
    }
  };
  walk(configJsonSchema(), '');
  expect(bare).toEqual([]);
});

test.each([
  ['', true],
  ['fail_on: low\nstandards: { errors/*: off, data/n-plus-one: { lane: hint } }', true],
  ['fail_on: sometimes', false],
  ['failOn: low', false],
  ['standards: { errors: low }', false],
])('an editor and the program agree on %j', (text, isValid) => {
  const validate = new Ajv2020({ strict: false, formats: { date: true } }).compile(configJsonSchema());
  expect(validate(parse(text) ?? {})).toBe(isValid);
  expect(parseRepoConfig(text).errors.length === 0).toBe(isValid);
});
