import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { HttpError } from './errors.ts';
import { Cut } from './faults.ts';
import type { Reply } from './reply.ts';

export interface Received {
  method: string;
  url: URL;
  authorization: string | undefined;
  /** The media types that the client takes. */
  accept: string;
  /** Parsed JSON or form; undefined without a body. */
  body: unknown;
  /** Aborted when the client went away. */
  gone: AbortSignal;
}

/** Serves on a free port of the loopback address. Whatever `answer` throws beside HttpError and Cut is a 500. */
export async function serve(
  answer: (request: Received, origin: string) => Promise<Reply>,
  failed: (error: unknown) => void,
): Promise<{ origin: string; close(): Promise<void> }> {
  let origin = '';
  const server = createServer((incoming, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    receive(incoming, origin, gone.signal)
      .then((request) => answer(request, origin))
      .catch((error: unknown) => {
        if (error instanceof HttpError) return { status: error.status, body: error.body, headers: error.headers };
        if (!(error instanceof Cut)) {
          failed(error);
          return { status: 500, body: { message: 'Server Error' }, headers: {} };
        }
        incoming.socket.destroy();
        return null;
      })
      .then((reply) => {
        if (reply !== null) send(response, reply);
      })
      .catch(failed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${portOf(server)}`;
  return {
    origin,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function receive(incoming: IncomingMessage, origin: string, gone: AbortSignal): Promise<Received> {
  const bytes = await buffer(incoming);
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', origin),
    authorization: incoming.headers.authorization,
    accept: incoming.headers.accept ?? '',
    body: bytes.length === 0 ? undefined : parse(bytes, incoming.headers['content-type']),
    gone,
  };
}

function parse(bytes: Buffer, type: string | undefined): unknown {
  if (type?.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(bytes.toString()));
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw new HttpError(400, 'Problems parsing JSON');
  }
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  if (body === null) response.writeHead(status, headers).end();
  else if (body instanceof Uint8Array) response.writeHead(status, headers).end(body);
  else
    response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
      .end(JSON.stringify(body));
}
