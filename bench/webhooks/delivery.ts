import { createHmac, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { z } from 'zod';

export const SECRET = 'the secret of the benchmark';

const Payload = z.record(z.string(), z.unknown());
const Definitions = z.array(z.object({ name: z.string(), examples: z.array(Payload) }));
const opened = Definitions.parse(createRequire(import.meta.url)('@octokit/webhooks-examples'))
  .find(({ name }) => name === 'pull_request')
  ?.examples.find(({ action }) => action === 'opened');

export interface SignedDelivery {
  body: string;
  headers: Record<string, string>;
}

/** GitHub's own example of an opened pull request, of that number, as GitHub signs and sends it. */
export function delivery(number: number): SignedDelivery {
  const pull = Payload.parse(opened?.pull_request);
  const body = JSON.stringify({ ...opened, number, pull_request: { ...pull, number }, installation: { id: 1 } });
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'x-github-event': 'pull_request',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
    },
  };
}
