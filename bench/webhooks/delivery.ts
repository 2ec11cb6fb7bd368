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

/** What a delivery is about, as payloads name it. */
export interface Place {
  installation: { id: number };
  repository?: { id: number; name: string; owner: { login: string } };
}

/** GitHub's own example of an opened pull request, of that number and in that place, as GitHub signs and sends it. */
export function delivery(number: number, { installation, repository }: Place): SignedDelivery {
  const pull = Payload.parse(opened?.pull_request);
  const about = { ...Payload.parse(opened?.repository), ...repository };
  const body = JSON.stringify({
    ...opened,
    number,
    pull_request: { ...pull, number },
    repository: about,
    installation,
  });
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
