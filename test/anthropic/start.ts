import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type Anthropic from '@anthropic-ai/sdk';
import type { Answer } from './answers.ts';
import { countWithoutCache } from './cache.ts';
import { deliver, deliverFailure } from './deliver.ts';
import { messageOf } from './message.ts';

/** A request for a message as it came. */
export interface Asked {
  /** From 0. */
  number: number;
  body: Anthropic.MessageCreateParams;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Says what comes next: by a function, or one answer after the other, the last one again and again. */
export type Script = ((asked: Asked) => Answer | Promise<Answer>) | readonly [Answer, ...Answer[]];

export interface AnthropicStandin {
  /** For `ANTHROPIC_BASE_URL`. */
  url: string;
  /** Requests for messages, oldest first. */
  asked: Asked[];
  /** Errors of the stand-in itself: a test that finds one here cannot be trusted. */
  failures: unknown[];
  close(): Promise<void>;
}

/** Anthropic's Messages API on a loopback address. */
export async function startAnthropic(script: Script): Promise<AnthropicStandin> {
  const asked: Asked[] = [];
  const failures: unknown[] = [];
  const next = typeof script === 'function' ? script : ({ number }: Asked) => script[number] ?? script.at(-1);
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      failures.push(error);
      response.destroy();
    });
  });
  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await json(incoming)) as Anthropic.MessageCreateParams;
    const request = { number: asked.length, body, headers: incoming.headers };
    asked.push(request);
    const given = await next(request);
    if (given === undefined) throw new Error('the script is empty');
    if ('status' in given) return deliverFailure(response, given, request.number);
    const message = messageOf(given, body.model, countWithoutCache(body), `${request.number}`);
    return deliver(response, given, message, body.stream === true);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    failures,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
