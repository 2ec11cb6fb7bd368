import type { Extracted } from './extract.ts';

/** Where the description is wrong, and what GitHub does. */
export function correct({ operations, schemas }: Extracted): void {
  // The package merges the two kinds of account, so that none fits.
  const installations = operations['GET /app/installations'];
  if (installations !== undefined)
    installations.responses['200'] = { type: 'array', items: { $ref: '#/schemas/installation' } };
  // Null once a thread is outdated.
  for (const field of ['position', 'line']) orNull(schemas, ['pull-request-review-comment', 'properties'], field);
  // Null once a fork is deleted.
  for (const name of ['pull-request', 'pull-request-simple'])
    orNull(schemas, [name, 'properties', 'head', 'properties'], 'repo');
}

function orNull(schemas: object, path: readonly string[], field: string): void {
  let holder: object = schemas;
  for (const name of path) holder = child(holder, name);
  const schema = child(holder, field);
  Object.assign(holder, { [field]: { anyOf: [schema, { type: 'null' }] } });
}

/** @throws Error where the description changed, and with it perhaps its error */
function child(holder: object, name: string): object {
  const found: unknown = Object.entries(holder).find(([key]) => key === name)?.[1];
  if (typeof found !== 'object' || found === null) throw new Error(`no ${name} to correct`);
  return found;
}
