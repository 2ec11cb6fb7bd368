import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { hookUrl } from './company.ts';

export interface Relay {
  /** Where to deliver to. */
  url: string;
  close(): Promise<void>;
}

/** Hands every webhook to all of these services at once, and answers with the highest status of theirs. */
export async function openRelay(ports: readonly number[]): Promise<Relay> {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const headers = Object.entries(request.headers).filter(([name]) => /^(?:x-|content-type)/.test(name));
    const statuses = await Promise.all(
      ports.map(async (port) => {
        const init = {
          method: 'POST',
          headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
        };
        return await fetch(hookUrl(port), { ...init, body }).then(
          ({ status }) => status,
          () => 502,
        );
      }),
    );
    response.writeHead(Math.max(...statuses)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: hookUrl(port),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
