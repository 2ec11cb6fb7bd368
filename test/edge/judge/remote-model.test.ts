import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Model, ModelError, type ModelReply } from '../../../src/core/architect/model.ts';
import { answerThread, remoteModel } from '../../../src/edge/judge/remote-model.ts';
import { NEVER, REQUEST } from '../model/support.ts';

const REPLY: ModelReply = {
  ...{ model: 'm', stop: 'answer', text: '{}', calls: [], turn: [{ type: 'text', text: '{}' }] },
  usage: { input: 1, cacheWrite: 2, cacheRead: 3, output: 4, costUsd: 0.5 },
};

let ports: { port1: MessagePort; port2: MessagePort };
let ended: AbortController;
beforeEach(() => {
  ports = new MessageChannel();
  ended = new AbortController();
});
afterEach(() => ports.port1.close());

/** A thread's model, answered by `ask` on the other side. */
function across(ask: Model['ask']): Model {
  answerThread(ports.port1, { ask }, ended.signal);
  return remoteModel(ports.port2);
}

test('questions and replies cross whole, each to its own', async () => {
  const gate = Promise.withResolvers<void>();
  const model = across(async (request) => {
    if (request.maxTokens === 1) await gate.promise;
    return { ...REPLY, text: `${request.maxTokens}` };
  });
  const slow = model.ask({ ...REQUEST, maxTokens: 1 }, NEVER);
  expect(await model.ask({ ...REQUEST, maxTokens: 2 }, NEVER)).toEqual({ ...REPLY, text: '2' });
  gate.resolve();
  expect(await slow).toEqual({ ...REPLY, text: '1' });
});

test('a failure stays the failure that it is', async () => {
  const model = across(() => Promise.reject(new ModelError('overloaded', 'too much', 1234)));
  const error = await model.ask(REQUEST, NEVER).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ModelError);
  expect(error).toMatchObject({ failure: 'overloaded', message: 'too much', retryAfterMs: 1234 });
});

test('what nobody waits for any more is not asked any longer', async () => {
  const stopped = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const model = across((_request, signal) => {
    signal.addEventListener('abort', () => stopped.resolve());
    asked.resolve();
    return new Promise(() => {});
  });
  const stop = new AbortController();
  const asking = model.ask(REQUEST, stop.signal);
  await asked.promise;
  stop.abort('enough');
  await expect(asking).rejects.toBe('enough');
  await stopped.promise;
});

test('the end of the thread ends what it asks', async () => {
  const stopped = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const model = across((_request, signal) => {
    signal.addEventListener('abort', () => stopped.resolve());
    asked.resolve();
    return new Promise(() => {});
  });
  model.ask(REQUEST, NEVER).catch(() => {});
  await asked.promise;
  ended.abort();
  await stopped.promise;
});
