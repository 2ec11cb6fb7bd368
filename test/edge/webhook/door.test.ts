import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { examplePayload } from './examples.ts';
import { openFront, rawHead, rawly, SETTINGS, signed } from './front.ts';

const opened = examplePayload('pull_request.opened');

describe('a signed webhook', () => {
  test('is answered with 202 once it is stored', async () => {
    const stored = Promise.withResolvers<'stored'>();
    let isAsked = () => {};
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    const { url } = await openFront({
      inbox: {
        accept() {
          isAsked();
          return stored.promise;
        },
      },
    });
    let status = 0;
    const answer = fetch(url, signed('pull_request.opened', opened)).then((response) => {
      status = response.status;
    });
    await asked;
    expect(status).toBe(0);
    stored.resolve('stored');
    await answer;
    expect(status).toBe(202);
  });

  test('that is delivered again is answered alike, and nothing is done twice', async () => {
    const { url, accepted } = await openFront();
    const delivery = signed('pull_request.opened', opened, { 'x-github-delivery': 'd-1' });
    expect((await fetch(url, delivery)).status).toBe(202);
    expect((await fetch(url, delivery)).status).toBe(202);
    expect(accepted.map(({ delivery }) => delivery)).toEqual([{ id: 'd-1', event: 'pull_request.opened' }]);
  });

  test('of an event that asks for nothing is answered with 202', async () => {
    const { url, accepted } = await openFront();
    expect((await fetch(url, signed('ping', examplePayload('ping')))).status).toBe(202);
    expect(accepted).toEqual([]);
  });

  test('is to be delivered again when the store fails', async () => {
    const { url, lines } = await openFront({ inbox: { accept: () => Promise.reject(new Error('disk full')) } });
    const response = await fetch(url, signed('pull_request.opened', opened, { 'x-github-delivery': 'd-1' }));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('60');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      answer: 'failed',
      delivery: 'd-1',
      err: { message: 'disk full' },
    });
  });

  test('is to be delivered again when the store takes too long, and is known then if it was stored', async () => {
    const known = new Set<string>();
    const store = Promise.withResolvers<void>();
    const { url } = await openFront({
      limits: { deadlineMs: 20 },
      inbox: {
        async accept({ id }) {
          if (known.has(id)) return 'known';
          known.add(id);
          await store.promise;
          return 'stored';
        },
      },
    });
    const delivery = signed('pull_request.opened', opened);
    expect((await fetch(url, delivery)).status).toBe(503);
    store.resolve();
    expect((await fetch(url, delivery)).status).toBe(202);
  });
});

describe('refused', () => {
  const secretive = 'must-not-be-repeated';
  test.each([
    ['without a signature', 401, { 'x-hub-signature-256': undefined }],
    [
      'with the older signature alone',
      401,
      { 'x-hub-signature-256': undefined, 'x-hub-signature': `sha1=${'0'.repeat(40)}` },
    ],
    ['with a forged signature', 401, { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }],
    ['with a signature of another form', 401, { 'x-hub-signature-256': secretive }],
    ['without an event', 400, { 'x-github-event': undefined }],
    ['with an event of another form', 400, { 'x-github-event': `${secretive}%` }],
    ['without a delivery', 400, { 'x-github-delivery': undefined }],
    ['with a delivery of another form', 400, { 'x-github-delivery': `${secretive} x` }],
    ['as a form', 415, { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('%s: %i', async (_how, status, headers) => {
    const { url, accepted, lines } = await openFront();
    const payload = { ...opened, note: secretive };
    const response = await fetch(`${url}?token=${secretive}`, {
      ...signed('pull_request.opened', payload, { 'x-more': secretive, ...headers }),
    });
    expect(response.status).toBe(status);
    expect(accepted).toEqual([]);
    expect(await response.text()).not.toContain(secretive);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain(secretive);
  });

  test('signed, but no JSON: 400, and nothing of it in the log', async () => {
    const { url, lines } = await openFront();
    const response = await fetch(url, signed('pull_request.opened', secretive));
    expect(response.status).toBe(400);
    expect(lines.join()).not.toContain(secretive);
  });

  test('not posted: 405', async () => {
    const { url } = await openFront();
    const response = await fetch(url);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  test('at another address: 404', async () => {
    const { url } = await openFront();
    expect((await fetch(`${url}/more`, signed('pull_request.opened', opened))).status).toBe(404);
  });
});

describe('a body', () => {
  const { headers } = signed('push', '{}');

  test('that is said to be too large is refused before it is sent', async () => {
    const { door } = await openFront();
    const length = { 'content-length': String(25 * 1024 * 1024 + 1) };
    expect(await rawly(door.port, rawHead({ ...headers, ...length })).answer).toMatch(/^HTTP\/1.1 413 /);
  });

  test('that turns out to be too large is refused while it is read, and the connection closed', async () => {
    const { door } = await openFront({ limits: { limits: { one: 10_000, together: 100_000 } } });
    const { socket, answer } = rawly(door.port, rawHead({ ...headers, 'transfer-encoding': 'chunked' }));
    // No end follows.
    socket.write(`2711\r\n${'x'.repeat(10_001)}\r\n`);
    const said = await answer;
    expect(said).toMatch(/^HTTP\/1.1 413 /);
    expect(said.toLowerCase()).toContain('connection: close');
  });

  test('of 25 MB is read', async () => {
    const { url, accepted } = await openFront();
    const large = { ...opened, filling: 'x'.repeat(25 * 1024 * 1024 - 100_000) };
    expect((await fetch(url, signed('pull_request.opened', large))).status).toBe(202);
    expect(accepted).toHaveLength(1);
  });

  test('that comes too slowly is cut off', async () => {
    const { door, accepted } = await openFront({ limits: { requestTimeoutMs: 50 } });
    const { socket, answer } = rawly(door.port, rawHead({ ...headers, 'content-length': '100' }));
    socket.write('{');
    expect(await answer).toMatch(/^HTTP\/1.1 408 /);
    expect(accepted).toEqual([]);
  });

  test('waits for later when too many others are being read', async () => {
    const { door, url } = await openFront({ limits: { limits: { one: 10_000, together: 15_000 } } });
    const first = rawly(door.port, rawHead({ ...headers, 'content-length': '10000' }) + 'x'.repeat(9_000));
    const second = rawly(door.port, rawHead({ ...headers, 'transfer-encoding': 'chunked' }));
    second.socket.write(`2328\r\n${'x'.repeat(9_000)}\r\n`);
    // Whichever is read second is refused; the other one goes on.
    const refused = await Promise.race([first.answer, second.answer]);
    expect(refused).toMatch(/^HTTP\/1.1 503 /);
    first.socket.destroy();
    second.socket.destroy();
    await Promise.all([first.answer, second.answer].map((answer) => answer.catch(() => '')));
    // What they held is free again.
    expect((await fetch(url, signed('ping', '{"zen":"x"}'))).status).toBe(202);
  });

  test('that is never finished by its sender is forgotten', async () => {
    const { door, url, lines } = await openFront();
    const { socket } = rawly(door.port, rawHead({ ...headers, 'content-length': '100' }));
    socket.end('{');
    await new Promise((resolve) => socket.once('close', resolve));
    expect((await fetch(url, signed('ping', '{"zen":"x"}'))).status).toBe(202);
    expect(lines).toEqual([]);
  });
});

describe('those who run the service', () => {
  test('see that it lives and is ready', async () => {
    const { url, operations } = await openFront({ checks: { store: async () => {} } });
    for (const base of [new URL(url).origin, operations]) {
      expect((await fetch(`${base}/health`)).status).toBe(200);
      expect((await fetch(`${base}/ready`)).status).toBe(200);
    }
  });

  test('see what is not ready, while it still lives', async () => {
    const { operations } = await openFront({
      checks: { store: () => Promise.reject(new Error('postgres://user:password@host')), queue: async () => {} },
    });
    const ready = await fetch(`${operations}/ready`);
    expect([ready.status, await ready.text()]).toEqual([503, 'not ready: store\n']);
    expect((await fetch(`${operations}/health`)).status).toBe(200);
  });

  test('see metrics on a port of their own', async () => {
    const { url, operations } = await openFront();
    await fetch(url, signed('pull_request.opened', opened));
    await fetch(url, signed('pull_request.opened', opened, { 'x-hub-signature-256': undefined }));
    expect((await fetch(`${new URL(url).origin}/metrics`)).status).toBe(404);
    const metrics = await (await fetch(`${operations}/metrics`)).text();
    expect(metrics).toContain('architect_webhook_deliveries_total{event="pull_request.opened",outcome="stored"} 1');
    expect(metrics).toContain('architect_webhook_answer_seconds_count{status="202"} 1');
    expect(metrics).toContain('architect_webhook_answer_seconds_count{status="401"} 1');
    expect(metrics).toContain('process_cpu_seconds_total');
  });

  test('are told when a port is taken', async () => {
    const { door } = await openFront();
    const taken = { ...SETTINGS, metrics: { port: door.port, host: '127.0.0.1' } };
    await expect(openFront({ settings: taken })).rejects.toThrow(`port ${door.port} is taken`);
  });
});

describe('a connection', () => {
  test('serves one webhook after the other', async () => {
    const { url } = await openFront();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const reused: boolean[] = [];
    for (let round = 0; round < 3; round++) {
      const { body, ...delivery } = signed('pull_request.opened', opened);
      const status = await new Promise((resolve, reject) => {
        const sent = request(url, { ...delivery, agent }, (response) => {
          reused.push(sent.reusedSocket);
          text(response).then(() => resolve(response.statusCode), reject);
        });
        sent.on('error', reject).end(body);
      });
      expect(status).toBe(202);
    }
    agent.destroy();
    expect(reused).toEqual([false, true, true]);
  });
});

describe('closing', () => {
  test('answers what is under way, takes nothing new, and says so to those who ask', async () => {
    const arrived = Promise.withResolvers<void>();
    const stored = Promise.withResolvers<'stored'>();
    const { door, url, operations } = await openFront({
      inbox: {
        accept() {
          arrived.resolve();
          return stored.promise;
        },
      },
    });
    const underWay = fetch(url, signed('pull_request.opened', opened));
    await arrived.promise;
    const closed = door.closeWebhooks();
    const ready = await fetch(`${operations}/ready`);
    expect([ready.status, await ready.text()]).toEqual([503, 'stopping\n']);
    await expect(fetch(url, signed('pull_request.opened', opened))).rejects.toThrow();
    stored.resolve('stored');
    const response = await underWay;
    expect([response.status, response.headers.get('connection')]).toEqual([202, 'close']);
    await closed;
  });

  test('does not wait for ever', async () => {
    const arrived = Promise.withResolvers<void>();
    const { door, url } = await openFront({
      limits: { graceMs: 20 },
      inbox: {
        accept() {
          arrived.resolve();
          return new Promise(() => {});
        },
      },
    });
    const underWay = fetch(url, signed('pull_request.opened', opened)).catch(() => 'cut');
    await arrived.promise;
    await door.closeWebhooks();
    expect(await underWay).toBe('cut');
  });
});
