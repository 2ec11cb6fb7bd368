import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Answer } from './answers.ts';
import { fails } from './answers.ts';
import { countTokens, PromptCache } from './cache.ts';
import { deliver, deliverFailure } from './deliver.ts';
import { messageOf } from './message.ts';
import { LARGEST, refuse, refuseCaller, refuseCount } from './refuse.ts';
import { Given } from './rules/given.ts';
import { type Body, Countable } from './rules/shape.ts';

/** A request for a message as it came. */
export interface Asked {
  /** From 0. */
  number: number;
  body: Body;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Says what comes next: by a function, or one answer after the other, the last one again and again. */
export type Script = ((asked: Asked) => Answer | Promise<Answer>) | readonly [Answer, ...Answer[]];

export interface StandinOptions {
  /** Milliseconds; the cache forgets by it. */
  now?: () => number;
  /** The only key that is good; any unless given. */
  key?: string;
  /** Takes also what the API refuses. */
  lenient?: boolean;
}

export interface AnthropicStandin {
  /** For `ANTHROPIC_BASE_URL`. */
  url: string;
  /** Good requests for messages, oldest first. */
  asked: Asked[];
  /** What was refused because the API refuses it, oldest first: a mistake of who asked. */
  refused: string[];
  /** Errors of the stand-in itself: a test that finds one here cannot be trusted. */
  failures: unknown[];
  close(): Promise<void>;
}

/** Anthropic's Messages API on a loopback address: its wire format, its rules and its prompt cache, without a model. */
export async function startAnthropic(script: Script, options: StandinOptions = {}): Promise<AnthropicStandin> {
  const { now = Date.now, key = null, lenient = false } = options;
  const [asked, refused, failures]: [Asked[], string[], unknown[]] = [[], [], []];
  const cache = new PromptCache(now);
  const given = new Given();
  const next = typeof script === 'function' ? script : ({ number }: Asked) => script[number] ?? script.at(-1);
  let number = 0;

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await buffer(incoming);
    const path = incoming.method === 'POST' ? incoming.url?.split('?')[0] : null;
    const say = (failure: Exclude<Answer, { content: unknown }>) => deliverFailure(response, failure, number++);
    if (path !== '/v1/messages' && path !== '/v1/messages/count_tokens') return say(fails(404, 'Not Found'));
    const stranger = refuseCaller(incoming.headers, key);
    if (stranger) return say(stranger);
    if (bytes.length > LARGEST) return say(fails(413, 'Request exceeds the maximum size'));
    const body = parse(bytes);
    const counts = path !== '/v1/messages';
    const wrong = counts ? refuseCount(body, given) : refuse(body, given);
    if (wrong && !lenient) {
      refused.push(wrong.message);
      return say(wrong);
    }
    if (counts) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ input_tokens: countTokens(Countable.parse(body)) }));
      return;
    }
    const request = { number: asked.length, body: body as Body, headers: incoming.headers };
    asked.push(request);
    const scripted = await next(request);
    if (scripted === undefined) throw new Error('the script is empty');
    if ('status' in scripted) return say(scripted);
    const message = messageOf(scripted, request.body.model, cache.use(request.body), `${number++}`);
    given.note(request.body, message);
    return deliver(response, scripted, message, request.body.stream === true);
  }

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      failures.push(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    ...{ asked, refused, failures },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return null;
  }
}
