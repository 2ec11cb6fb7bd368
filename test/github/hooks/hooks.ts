import { createHmac, randomUUID } from 'node:crypto';

export interface Delivery {
  id: number;
  /** `X-GitHub-Delivery`: the same for every redelivery. */
  guid: string;
  event: string;
  action: string | null;
  installation: number | null;
  repository: number | null;
  payload: string;
  deliveredAt: Date;
  redelivery: boolean;
  /** GitHub's words for the outcome: `OK`, `failed to connect to host`, … */
  status: string;
  /** 0 until it was answered, and when it never is. */
  statusCode: number;
  responseBody: string;
  /** Seconds. */
  duration: number;
}

export interface HookConfig {
  url: string;
  content_type: string;
  insecure_ssl: string;
  secret: string;
}

const TIMEOUT_MS = 10_000;

/** Signs webhooks, posts them, and remembers what became of them. */
export class Hooks {
  readonly config: HookConfig;
  /** Newest last. */
  readonly deliveries: Delivery[] = [];
  /** How often each is delivered, under one guid. */
  times = 1;
  readonly #ids: () => number;
  readonly #now: () => Date;
  readonly #under = new Set<Promise<void>>();
  #held: Delivery[] | null = null;
  #drops: ((delivery: Delivery) => boolean)[] = [];
  #closed = false;

  constructor(secret: string, ids: () => number, now: () => Date) {
    this.config = { url: '', content_type: 'json', insecure_ssl: '0', secret };
    this.#ids = ids;
    this.#now = now;
  }

  send(
    event: string,
    payload: Record<string, unknown>,
    about: { installation: number | null; repository: number | null },
  ): void {
    if (this.config.url === '') return;
    const action = typeof payload.action === 'string' ? payload.action : null;
    const guid = randomUUID();
    for (let time = 0; time < this.times; time++)
      this.#dispatch({ guid, event, action, ...about, payload: JSON.stringify(payload) }, time > 0);
  }

  /** Delivers a recorded one again. */
  redeliver(delivery: Delivery): void {
    this.#dispatch(delivery, true);
  }

  /** Keeps what comes from now on until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  release(order: (held: Delivery[]) => Delivery[] = (held) => held): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const delivery of order(held)) this.#post(delivery);
  }

  /** GitHub could not reach the App: recorded as failed, never sent. Gives what ends it. */
  drop(which: (delivery: Delivery) => boolean): () => void {
    this.#drops.push(which);
    return () => {
      this.#drops = this.#drops.filter((one) => one !== which);
    };
  }

  /** Resolves once every delivery under way was answered, those included that come meanwhile. */
  async settled(): Promise<void> {
    while (this.#under.size > 0) await Promise.all(this.#under);
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.settled();
  }

  #dispatch(
    what: Pick<Delivery, 'guid' | 'event' | 'action' | 'installation' | 'repository' | 'payload'>,
    redelivery: boolean,
  ): void {
    const { guid, event, action, installation, repository, payload } = what;
    const delivery: Delivery = {
      ...{ id: this.#ids(), guid, event, action, installation, repository, payload, redelivery },
      ...{ deliveredAt: this.#now(), status: '', statusCode: 0, responseBody: '', duration: 0 },
    };
    if (this.#held === null) this.#post(delivery);
    else this.#held.push(delivery);
  }

  #post(delivery: Delivery): void {
    if (this.#closed) return;
    this.deliveries.push(delivery);
    if (this.#drops.some((which) => which(delivery))) {
      delivery.status = 'failed to connect to host';
      return;
    }
    const posting = this.#exchange(delivery).finally(() => this.#under.delete(posting));
    this.#under.add(posting);
  }

  async #exchange(delivery: Delivery): Promise<void> {
    const started = performance.now();
    try {
      const response = await fetch(this.config.url, {
        method: 'POST',
        headers: headersOf(delivery, this.config.secret),
        body: delivery.payload,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      delivery.responseBody = await response.text();
      delivery.statusCode = response.status;
      delivery.status = response.statusText || (response.ok ? 'OK' : 'Invalid HTTP Response');
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError';
      delivery.status = late ? 'timed out' : 'failed to connect to host';
    }
    delivery.duration = (performance.now() - started) / 1000;
  }
}

export function headersOf(delivery: Delivery, secret: string): Record<string, string> {
  const sign = (algorithm: string): string => createHmac(algorithm, secret).update(delivery.payload).digest('hex');
  return {
    'user-agent': 'GitHub-Hookshot/044aadd',
    'content-type': 'application/json',
    'x-github-delivery': delivery.guid,
    'x-github-event': delivery.event,
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature': `sha1=${sign('sha1')}`,
    'x-hub-signature-256': `sha256=${sign('sha256')}`,
  };
}
