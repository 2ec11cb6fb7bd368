import type { Extracted } from './extract.ts';

/** Where the description is wrong, and what GitHub does. */
export function correct({ operations, schemas }: Extracted): void {
  // The package merges the two kinds of account, so that none fits.
  const installations = operations['GET /app/installations'];
  if (installations !== undefined)
    installations.responses['200'] = { type: 'array', items: { $ref: '#/schemas/installation' } };
  // Null once a thread is outdated.
  for (const name of ['pull-request-review-comment', 'review-comment']) {
    for (const field of ['position', 'line']) setType(schemas[name], field, ['integer', 'null']);
  }
}

function setType(schema: unknown, field: string, type: string[]): void {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return;
  const { properties } = schema;
  if (typeof properties === 'object' && properties !== null && field in properties)
    Object.assign(properties, { [field]: { type } });
}
