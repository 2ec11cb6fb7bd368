import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { z } from 'zod';

const Operation = z.object({
  query: z.record(z.string(), z.unknown()),
  body: z.unknown(),
  responses: z.record(z.string(), z.unknown()),
});
const Api = z.object({ operations: z.record(z.string(), Operation), schemas: z.record(z.string(), z.unknown()) });

const WHERE = 'https://api.github.com/';

let known: Judge | null = null;

/** The judge of all stand-ins of this process: compiling the schemas takes a while. */
export function judge(): Judge {
  known ??= new Judge();
  return known;
}

/** Compares requests and answers with GitHub's own description of its REST API. */
class Judge {
  readonly #operations: z.infer<typeof Api>['operations'];
  readonly #ajv: Ajv;
  /** Queries come as text. */
  readonly #coercing: Ajv;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor() {
    const { operations, schemas } = Api.parse(JSON.parse(readFileSync(new URL('api.json', import.meta.url), 'utf8')));
    this.#operations = operations;
    const options = { strict: false, allErrors: true, inlineRefs: false };
    this.#ajv = new Ajv(options);
    this.#coercing = new Ajv({ ...options, coerceTypes: 'array' });
    for (const ajv of [this.#ajv, this.#coercing]) {
      formats.default(ajv);
      ajv.addSchema({ $id: WHERE, schemas });
    }
  }

  /** What is wrong with a request, a sentence each. */
  request(route: string, query: URLSearchParams, body: unknown): string[] {
    const operation = this.#operations[route];
    if (operation === undefined) return [];
    const { query: parameters } = operation;
    const asked = Object.fromEntries(query);
    const unknown = Object.keys(asked).filter((name) => !(name in parameters));
    const schema = { type: 'object', properties: parameters };
    const wrong = this.#errors(`${route} query`, schema, asked, this.#coercing);
    return [
      ...unknown.map((name) => `"${name}" is no parameter of the query.`),
      ...wrong,
      ...(operation.body === null || body === undefined ? [] : this.#body(route, operation.body, body)),
    ];
  }

  /** What is wrong with an answer; statuses that are not described are free. */
  response(route: string, status: number, body: unknown): string[] {
    const schema = this.#operations[route]?.responses[status];
    if (schema === undefined || schema === null) return [];
    return this.#errors(`${route} ${status}`, schema, body, this.#ajv);
  }

  #body(route: string, schema: unknown, body: unknown): string[] {
    const { properties } = z.object({ properties: z.record(z.string(), z.unknown()).optional() }).parse(schema);
    const given = typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.keys(body) : [];
    const unknown = properties === undefined ? [] : given.filter((name) => !(name in properties));
    return [
      ...unknown.map((name) => `"${name}" is not a permitted key.`),
      ...this.#errors(`${route} body`, schema, body, this.#ajv),
    ];
  }

  #errors(key: string, schema: unknown, data: unknown, ajv: Ajv): string[] {
    let validate = this.#compiled.get(key);
    if (validate === undefined) {
      // References begin at the description's own root.
      validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/schemas/', `"${WHERE}#/schemas/`)));
      this.#compiled.set(key, validate);
    }
    return validate(data) ? [] : (validate.errors ?? []).map(sentence);
  }
}

function sentence({ instancePath, message, params, keyword }: ErrorObject): string {
  const allowed = keyword === 'enum' ? ` (${JSON.stringify(params.allowedValues)})` : '';
  return `For '${instancePath.slice(1)}', ${message}${allowed}.`;
}
