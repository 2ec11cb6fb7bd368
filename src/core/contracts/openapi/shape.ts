import type { Part } from './part.ts';

/** What a schema says, with its `allOf` taken together. */
export interface Shape {
  /** Null where any is right. Without `null`. */
  types: ReadonlySet<string> | null;
  nullable: boolean;
  format: string | null;
  properties: ReadonlyMap<string, Part>;
  required: ReadonlySet<string>;
  items: Part | null;
  /** Of a map: what `additionalProperties` says. */
  values: Part | null;
  /** No other properties than those named. */
  isClosed: boolean;
  /** JSON of each; null where all are right. */
  only: ReadonlySet<string> | null;
  /** Of `oneOf` and `anyOf`. */
  variants: readonly Part[];
  /** `maxLength` and others, as JSON. */
  limits: ReadonlyMap<string, string>;
  isKnown: boolean;
}

const DEEPEST = 12;
const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'file']);
const LIMITS = [
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength', 'pattern'],
  ...['minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties', 'minContains', 'maxContains'],
  ...['contains', 'if', 'then', 'else', 'not', 'dependentRequired', 'dependentSchemas', 'patternProperties'],
  ...['propertyNames', 'unevaluatedItems', 'unevaluatedProperties', 'prefixItems', 'contentSchema'],
  ...['contentMediaType', 'contentEncoding'],
] as const;

/** Never recurses without end, whatever refers to itself. */
export function shapeOf(part: Part, depth = 0): Shape {
  const own = ownShape(part);
  if (depth > DEEPEST) return { ...own, isKnown: false };
  // Where several say something of one field, the later ones say it more narrowly.
  const parts = (part.get('allOf')?.items() ?? []).map((one) => shapeOf(one, depth + 1));
  const merged = [...parts, own].reduce((before, next) => together(next, before));
  const variants = ['oneOf', 'anyOf'].flatMap((key) => part.get(key)?.items() ?? []);
  const real = variants.filter((one) => one.text('type') !== 'null');
  const nullable = merged.nullable || real.length < variants.length;
  // One or null: how OpenAPI 3.1 says nullable.
  const [only] = real;
  return only && real.length === 1
    ? { ...together(merged, shapeOf(only, depth + 1)), nullable: nullable || shapeOf(only, depth + 1).nullable }
    : { ...merged, nullable, variants: [...merged.variants, ...real] };
}

function ownShape(part: Part): Shape {
  const properties = new Map(part.get('properties')?.entries());
  const items = part.get('items');
  const named = part.get('type');
  const listed = named?.items().map(({ value }) => String(value)) ?? [];
  const single = part.text('type');
  const types = single === null ? listed : [single];
  const implied = properties.size > 0 ? ['object'] : items ? ['array'] : [];
  const told = types.length > 0 ? types : implied;
  const real = told.filter((type) => TYPES.has(type));
  const more = part.get('additionalProperties');
  const constant = part.get('const');
  const values = constant ? [constant] : part.get('enum')?.items();
  return {
    types: real.length > 0 ? new Set(real) : null,
    nullable: told.includes('null') || ['nullable', 'x-nullable'].some((key) => part.text(key) === 'true'),
    format: part.text('format'),
    properties,
    required: new Set(
      part
        .get('required')
        ?.items()
        .map(({ value }) => String(value)),
    ),
    items,
    values: typeof more?.value === 'object' ? more : null,
    isClosed: more?.value === false,
    only: values && values.length > 0 ? new Set(values.map(({ value }) => JSON.stringify(value))) : null,
    variants: [],
    limits: new Map(
      LIMITS.flatMap((name): [string, string][] => {
        const limit = part.get(name);
        return limit && limit.value !== false ? [[name, JSON.stringify(limit.value)]] : [];
      }),
    ),
    isKnown: part.value !== undefined,
  };
}

function together(a: Shape, b: Shape): Shape {
  return {
    types: a.types ?? b.types,
    nullable: a.nullable,
    format: a.format ?? b.format,
    properties: new Map([...b.properties, ...a.properties]),
    required: new Set([...a.required, ...b.required]),
    items: a.items ?? b.items,
    values: a.values ?? b.values,
    isClosed: a.isClosed || b.isClosed,
    only: a.only ?? b.only,
    variants: [...a.variants, ...b.variants],
    limits: new Map([...b.limits, ...a.limits]),
    isKnown: a.isKnown && b.isKnown,
  };
}
