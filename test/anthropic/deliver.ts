import type { ServerResponse } from 'node:http';
import type Anthropic from '@anthropic-ai/sdk';
import type { Fails, Fault, Says } from './answers.ts';
import { eventsOf, textOf } from './stream.ts';

/** Sends a message, whole or as a stream, as far as its fault lets it. */
export async function deliver(
  response: ServerResponse,
  { fault, headers }: Says,
  message: Anthropic.Message,
  streamed: boolean,
): Promise<void> {
  if (fault?.kind === 'wait') await fault.until;
  const type = streamed ? 'text/event-stream; charset=utf-8' : 'application/json';
  response.writeHead(200, { 'content-type': type, ...LIMITS, 'request-id': `req_${message.id}`, ...headers });
  const parts = streamed ? eventsOf(message).map(textOf) : [JSON.stringify(message)];
  await write(response, parts, fault);
}

/** https://platform.claude.com/docs/en/api/rate-limits#response-headers */
const LIMITS = {
  'anthropic-ratelimit-requests-limit': '4000',
  'anthropic-ratelimit-requests-remaining': '3999',
  'anthropic-ratelimit-requests-reset': '2026-11-01T00:00:00Z',
  'anthropic-ratelimit-tokens-limit': '2400000',
  'anthropic-ratelimit-tokens-remaining': '2399000',
  'anthropic-ratelimit-tokens-reset': '2026-11-01T00:00:00Z',
  'anthropic-organization-id': '00000000-0000-4000-8000-000000000000',
};

export async function deliverFailure(response: ServerResponse, failure: Fails, number: number): Promise<void> {
  const { status, type, message, code, headers, fault, body } = failure;
  if (fault?.kind === 'wait') await fault.until;
  const id = `req_${number}`;
  const error = { type, message, ...(code !== undefined && { details: { error_code: code } }) };
  const json = { 'content-type': body === undefined ? 'application/json' : 'text/html' };
  response.writeHead(status, { ...json, 'request-id': id, ...headers });
  response.end(body ?? JSON.stringify({ type: 'error', error, request_id: id }));
}

async function write(response: ServerResponse, parts: string[], fault: Fault | undefined): Promise<void> {
  if (fault === undefined || fault.kind === 'wait') {
    response.end(parts.join(''));
    return;
  }
  if ('bytes' in fault) return cut(response, Buffer.from(parts.join('')).subarray(0, fault.bytes));
  const before = parts.slice(0, fault.after).join('');
  if (fault.kind === 'cut') return cut(response, before);
  if (fault.kind === 'end') response.end(before);
  else if (fault.kind === 'stall') response.write(before);
  else if (fault.kind === 'error') {
    const { type, message } = fault;
    response.end(`${before}event: error\ndata: ${JSON.stringify({ type: 'error', error: { type, message } })}\n\n`);
  } else response.end(before + fault.data + parts.slice(fault.after + 1).join(''));
}

/** What was written arrives, then the connection is gone. */
function cut(response: ServerResponse, bytes: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    response.flushHeaders();
    response.write(bytes.length === 0 ? ':\n' : bytes, () => {
      response.socket?.destroySoon();
      resolve();
    });
  });
}
