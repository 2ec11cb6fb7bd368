import type { Countable } from './shape.ts';

/** https://platform.claude.com/docs/en/build-with-claude/structured-outputs#schema-complexity-limits */
const MOST = { strictTools: 20, optional: 24, unions: 16 };

/**
 * Of https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations: constraints of
 * numbers, strings and arrays are not supported, nor are recursion and references outside.
 */
const KEYWORDS = new Set([
  ...['type', 'properties', 'required', 'additionalProperties', 'items', 'minItems', 'enum', 'const', 'anyOf', 'allOf'],
  ...['$ref', '$defs', 'definitions', 'format', 'pattern', 'description', 'title', 'default', 'examples'],
]);
const FORMATS = new Set([
  ...['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid'],
]);

type Json = Readonly<Record<string, unknown>>;

interface Counts {
  optional: number;
  unions: number;
}

export function schemaProblem({ tools = [], output_config }: Countable): string | null {
  const strict = tools.filter((tool) => tool.strict === true);
  if (strict.length > MOST.strictTools)
    return `tools: ${strict.length} strict tools, which is more than the maximum of ${MOST.strictTools}`;
  const named: [string, Json][] = strict.map((tool) => [`tools.${tools.indexOf(tool)}.custom`, tool.input_schema]);
  const format = output_config?.format;
  if (format) named.push(['output_config.format.schema', format.schema]);
  const counts: Counts = { optional: 0, unions: 0 };
  for (const [name, schema] of named) {
    const problem = nodeProblem(schema, counts) ?? (isRecursive(schema) ? 'Recursive schemas are not supported' : null);
    if (problem !== null) return `${name}: ${problem}`;
  }
  if (counts.optional > MOST.optional)
    return `Schemas contain too many optional parameters (${counts.optional}), which would make grammar compilation inefficient. Limit: ${MOST.optional}.`;
  if (counts.unions > MOST.unions)
    return `Schemas contain too many parameters with union types (${counts.unions}), which would cause exponential compilation cost. Limit: ${MOST.unions}.`;
  return null;
}

function nodeProblem(schema: Json, counts: Counts): string | null {
  const { type, properties, required, additionalProperties, format, minItems, enum: values } = schema;
  const unknown = Object.keys(schema).find((keyword) => !KEYWORDS.has(keyword));
  if (unknown !== undefined) return `For '${String(type)}' type, property '${unknown}' is not supported`;
  if (type === 'object' && additionalProperties !== false)
    return "For 'object' type, 'additionalProperties' must be explicitly set to false";
  if (typeof format === 'string' && !FORMATS.has(format)) return `String format '${format}' is not supported`;
  if (minItems !== undefined && minItems !== 0 && minItems !== 1)
    return "For 'array' type, 'minItems' values other than 0 or 1 are not supported";
  if (Array.isArray(values) && values.some((value) => typeof value === 'object' && value !== null))
    return 'Enum values must be primitive types';
  if (Array.isArray(type) || schema.anyOf !== undefined) counts.unions += 1;
  const names = Object.keys(isJson(properties) ? properties : {});
  counts.optional += names.filter((name) => !Array.isArray(required) || !required.includes(name)).length;
  for (const part of partsOf(schema)) {
    const problem = nodeProblem(part, counts);
    if (problem !== null) return problem;
  }
  return null;
}

function partsOf({ properties, items, anyOf, allOf, $defs, definitions }: Json): Json[] {
  const maps = [properties, $defs, definitions].flatMap((map) => (isJson(map) ? Object.values(map) : []));
  return [...maps, items, ...list(anyOf), ...list(allOf)].filter(isJson);
}

function isRecursive(root: Json): boolean {
  const target = (ref: string) =>
    ref.startsWith('#/')
      ? ref
          .slice(2)
          .split('/')
          .reduce<unknown>((at, name) => (isJson(at) ? at[name] : undefined), root)
      : undefined;
  const visit = (schema: Json, open: readonly string[]): boolean => {
    const { $ref } = schema;
    if (typeof $ref === 'string') {
      const next = target($ref);
      return !isJson(next) || open.includes($ref) || visit(next, [...open, $ref]);
    }
    return partsOf({ ...schema, $defs: undefined, definitions: undefined }).some((part) => visit(part, open));
  };
  return visit(root, []);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
