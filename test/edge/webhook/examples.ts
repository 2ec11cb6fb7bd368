import { createRequire } from 'node:module';
import { z } from 'zod';

/** GitHub's own examples: https://github.com/octokit/webhooks/tree/main/payload-examples */
const Payload = z.record(z.string(), z.unknown());
const Definitions = z.array(z.object({ name: z.string(), examples: z.array(Payload) }));
const definitions = Definitions.parse(createRequire(import.meta.url)('@octokit/webhooks-examples'));

export type Payload = z.infer<typeof Payload>;

/** Actions without an example look like these. */
const ALIKE: Readonly<Record<string, string>> = {
  'pull_request.edited': 'pull_request.opened',
  'merge_group.destroyed': 'merge_group.checks_requested',
  'repository.deleted': 'repository.renamed',
};

/**
 * The last example of an event, which is the nearest to what GitHub sends now, as an App gets it: with an
 * installation, and with the changes that a test makes.
 */
export function examplePayload(event: string, changes: Payload = {}): Payload {
  const [name, action] = event.split('.');
  const [likeName, likeAction] = (ALIKE[event] ?? event).split('.');
  const examples = definitions.find((definition) => definition.name === likeName)?.examples ?? [];
  const found = examples.filter((example) => example.action === likeAction);
  const example = found.findLast(({ installation }) => installation !== undefined) ?? found.at(-1);
  if (name === undefined || example === undefined) throw new Error(`there is no example of ${event}`);
  return merged({ installation: { id: 1 }, ...example, ...(action && { action }) }, changes);
}

/** A key whose change is undefined goes. */
function merged(payload: Payload, changes: Payload): Payload {
  const result = { ...payload, ...changes };
  for (const [key, change] of Object.entries(changes)) {
    const before = Payload.safeParse(payload[key]);
    const after = Payload.safeParse(change);
    if (before.success && after.success) result[key] = merged(before.data, after.data);
    if (change === undefined) delete result[key];
  }
  return result;
}
