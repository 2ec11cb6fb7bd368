import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Reply, Route } from './http-server.ts';
import { type BodyLimits, bodyReader } from './read-body.ts';

export interface SignedDelivery {
  id: string;
  name: string;
  payload: string;
  signature: string;
}

export interface ReceiveOptions {
  /** Checks the signature and stores what is asked for: `verifyAndReceive` of Probot's webhooks. */
  deliver(delivery: SignedDelivery): Promise<void>;
  /** From the head of the request to the answer. GitHub gives up after 10 s. */
  deadlineMs?: number;
  limits?: BodyLimits;
  log: Logger;
  answered(status: number, seconds: number): void;
}

const AGAIN = { 'retry-after': '60' };

/** All there is to say. Nothing of a request is repeated in its answer. */
const ANSWERS = {
  stored: { status: 202, text: 'stored' },
  'not-posted': { status: 405, text: 'webhooks are posted', headers: { allow: 'POST' } },
  'no-webhook': { status: 400, text: 'x-github-event or x-github-delivery is missing' },
  'not-json': { status: 415, text: "set the webhook's content type to application/json" },
  unsigned: { status: 401, text: 'x-hub-signature-256 is missing: give the webhook a secret' },
  forged: { status: 401, text: 'the signature does not match: WEBHOOK_SECRET differs from the secret at GitHub' },
  'too-large': { status: 413, text: 'larger than 25 MB' },
  unreadable: { status: 400, text: 'the body is no JSON' },
  crowded: { status: 503, text: 'too much at once: deliver again', headers: AGAIN },
  late: { status: 503, text: 'not stored in time: deliver again', headers: AGAIN },
  failed: { status: 503, text: 'not stored: deliver again', headers: AGAIN },
} as const satisfies Record<string, Reply>;
type Answer = keyof typeof ANSWERS;

/** GitHub's own bound on payloads, and four of them. */
const LIMITS: BodyLimits = { one: 25 * 1024 * 1024, together: 100 * 1024 * 1024 };

/** The webhook address. It answers 202 when, and only when, what the webhook asks for is stored. */
export function receiver(options: ReceiveOptions): Route {
  const { deliver, deadlineMs = 8_000, limits = LIMITS, log, answered } = options;
  const readBody = bodyReader(limits);

  async function receive(request: IncomingMessage, arrived: number): Promise<Received> {
    const head = readHead(request);
    if (typeof head === 'string') return { answer: head };
    const body = await readBody(request);
    if ('refused' in body) return { answer: body.refused };
    const delivered = deliver({ ...head, payload: body.bytes.toString('utf8') });
    return await inTime(outcome(delivered, head.id), head.id, arrived + deadlineMs - performance.now());
  }

  return async (request) => {
    const arrived = performance.now();
    const { answer, ...why } = await receive(request, arrived);
    if (answer === 'gone') return null;
    const { status } = ANSWERS[answer];
    const seconds = (performance.now() - arrived) / 1_000;
    answered(status, seconds);
    if (answer !== 'stored')
      log[answer === 'failed' ? 'error' : 'warn']({ answer, status, seconds, ...why }, 'webhook refused');
    return ANSWERS[answer];
  };
}

interface Received {
  answer: Answer | 'gone';
  /** Of a signed delivery. */
  delivery?: string;
  err?: unknown;
}

/** What can be told before the body is read. What is not signed is not read. */
function readHead({ method, headers }: IncomingMessage): Omit<SignedDelivery, 'payload'> | Answer {
  if (method !== 'POST') return 'not-posted';
  const name = one(headers['x-github-event'], /^[a-z_]{1,64}$/);
  const id = one(headers['x-github-delivery'], /^[\w-]{1,64}$/);
  if (name === null || id === null) return 'no-webhook';
  if (one(headers['content-type'], /^application\/json\s*(?:;|$)/i) === null) return 'not-json';
  const signature = one(headers['x-hub-signature-256'], /^sha256=[0-9a-f]{64}$/);
  return signature === null ? 'unsigned' : { name, id, signature };
}

function one(header: string | string[] | undefined, form: RegExp): string | null {
  return typeof header === 'string' && form.test(header) ? header : null;
}

/**
 * Probot throws everything as an AggregateError: with the event that a handler failed on, with an error in its place
 * when the signature does not match, with neither when the body is no JSON.
 */
async function outcome(delivered: Promise<void>, delivery: string): Promise<Received> {
  try {
    await delivered;
    return { answer: 'stored' };
  } catch (err) {
    if (err instanceof AggregateError && !('event' in err)) return { answer: 'unreadable' };
    if (err instanceof AggregateError && 'event' in err && err.event instanceof Error) return { answer: 'forged' };
    return { answer: 'failed', delivery, err };
  }
}

/** Too late, it may still be stored; delivered again, it is known then. */
async function inTime(received: Promise<Received>, delivery: string, ms: number): Promise<Received> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Received>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms), { answer: 'late', delivery });
  });
  try {
    return await Promise.race([received, late]);
  } finally {
    clearTimeout(timer);
  }
}
