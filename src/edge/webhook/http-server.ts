import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { InputError } from '../../core/errors.ts';

export interface Reply {
  status: number;
  text: string;
  headers?: Readonly<Record<string, string>>;
}

/** Answers a request; null when there is nobody left to answer. */
export type Route = (request: IncomingMessage) => Promise<Reply | null>;

export interface HttpOptions {
  port: number;
  /** Address to listen on; all of the machine's where it is undefined. */
  host?: string | undefined;
  /** By path. */
  routes: ReadonlyMap<string, Route>;
  /** From the first byte of a request to its last, after which the connection is cut. */
  requestTimeoutMs?: number;
  /** How long a stop waits for requests under way. */
  graceMs?: number;
  onFault(error: unknown): void;
}

export interface HttpServer {
  port: number;
  /** Takes no new connections, answers what is under way, and resolves when all are closed. */
  stop(): Promise<void>;
}

/** A body of this size is read away, so that the connection lives on after a refusal. */
const SMALL_BYTES = 64 * 1024;

/** @throws InputError when the address cannot be listened on */
export async function openHttp(options: HttpOptions): Promise<HttpServer> {
  const { port, host, routes, requestTimeoutMs = 10_000, graceMs = 10_000, onFault } = options;
  let stopping = false;
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1_000, requestTimeoutMs),
      // Longer than proxies keep theirs, so that they never send into a connection that closes.
      keepAliveTimeout: 65_000,
    },
    (request, response) => {
      const route = routes.get(request.url?.split('?', 1)[0] ?? '') ?? missing;
      route(request)
        .catch((error: unknown): Reply => {
          onFault(error);
          return { status: 500, text: 'internal error' };
        })
        .then((reply) => send(reply, request, response, stopping), onFault);
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port)));
    server.listen({ port, host }, resolve);
  });
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : port,
    async stop() {
      stopping = true;
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await new Promise((resolve) => server.close(resolve));
      clearTimeout(cut);
    },
  };
}

const missing: Route = async () => ({ status: 404, text: 'not found' });

function send(reply: Reply | null, request: IncomingMessage, response: ServerResponse, stopping: boolean): void {
  if (reply === null || response.destroyed) return;
  const text = `${reply.text}\n`;
  response.writeHead(reply.status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...reply.headers,
    ...((stopping || leavesMuch(request)) && { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

/** More of the body may still come than is worth reading away. */
function leavesMuch(request: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  return !request.complete && (encoding !== undefined || Number(length ?? 0) > SMALL_BYTES);
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new InputError(`port ${port} is taken: stop what listens there, or choose another port`);
  if (error.code === 'EACCES') return new InputError(`port ${port} is not for this user: choose one above 1023`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new InputError('the address to listen on is none of this machine: mend HOST or METRICS_HOST');
  return error;
}
