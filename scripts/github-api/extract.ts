/** Any JSON object; the description is too large for a schema of its own. */
type Json = { [key: string]: unknown };

export interface Operation {
  /** Of the query, by name. */
  query: Json;
  /** Null for calls without a body. */
  body: unknown;
  /** Schema by status; null for an answer without one. */
  responses: Record<string, unknown>;
}

export interface Extracted {
  operations: Record<string, Operation>;
  schemas: Json;
}

/** Words for people, and for generators of clients: they make most of the description, and judge nothing. */
const DROPPED = new Set([
  'description',
  'example',
  'examples',
  'title',
  'deprecated',
  'default',
  'externalDocs',
  'readOnly',
  'discriminator',
]);
const FORMATS = new Set(['date-time', 'uri', 'email']);

/**
 * The operations of these routes and the schemas that they refer to, as JSON Schema.
 *
 * @throws Error for a route that GitHub does not have
 */
export function extract(described: Json, routes: readonly string[]): Extracted {
  const schemas: Json = {};
  const operations: Record<string, Operation> = {};
  for (const route of routes) {
    const [method = '', path = ''] = route.split(' ');
    const operation = object(object(object(described.paths)[path])[method.toLowerCase()]);
    if (operation.responses === undefined) throw new Error(`GitHub has no ${route}`);
    const parameters = list(operation.parameters).map((one) => resolved(described, one));
    const inQuery = parameters.filter((one) => one.in === 'query').map((one) => [one.name, plain(one.schema)]);
    const answers = Object.entries(object(operation.responses)).map(([status, one]) => [
      status,
      schemaOf(resolved(described, one)),
    ]);
    operations[route] = {
      query: Object.fromEntries(inQuery),
      body: schemaOf(object(operation.requestBody)),
      responses: Object.fromEntries(answers),
    };
    collect(described, operations[route], schemas);
  }
  return { operations, schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function schemaOf(holder: Json): unknown {
  const { schema } = object(object(holder.content)['application/json']);
  return schema === undefined ? null : plain(schema);
}

/** Follows `$ref`s to schemas until all of them are there. */
function collect(described: Json, from: unknown, schemas: Json): void {
  if (Array.isArray(from)) for (const one of from) collect(described, one, schemas);
  if (typeof from !== 'object' || from === null) return;
  for (const [key, value] of Object.entries(from)) {
    if (key !== '$ref' || typeof value !== 'string') {
      collect(described, value, schemas);
      continue;
    }
    const name = value.slice('#/schemas/'.length);
    if (name in schemas) continue;
    schemas[name] = plain(object(object(object(described.components).schemas)[name]));
    collect(described, schemas[name], schemas);
  }
}

/** OpenAPI 3.0 as JSON Schema: `nullable` becomes a type. */
function plain(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plain);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = object(schema);
  const made: Json = {};
  for (const [key, value] of Object.entries(rest)) {
    if (key === 'properties')
      made[key] = Object.fromEntries(Object.entries(object(value)).map(([name, one]) => [name, plain(one)]));
    else if (key === '$ref') made[key] = String(value).replace('#/components/schemas/', '#/schemas/');
    else if (key === 'format' && !FORMATS.has(String(value))) continue;
    else if (!DROPPED.has(key) && !key.startsWith('x-')) made[key] = plain(value);
  }
  if (nullable !== true) return made;
  if (Array.isArray(made.enum)) made.enum = [...made.enum, null];
  if (typeof made.type === 'string') return { ...made, type: [made.type, 'null'] };
  return { anyOf: [made, { type: 'null' }] };
}

function resolved(described: Json, value: unknown): Json {
  const { $ref } = object(value);
  if (typeof $ref !== 'string') return object(value);
  const [, , kind = '', name = ''] = $ref.split('/');
  return object(object(object(described.components)[kind])[name]);
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
