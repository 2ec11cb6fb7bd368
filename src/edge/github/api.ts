import type { z } from 'zod';
import { FetchError } from '../../core/errors.ts';
import { type Asker, fetchError } from './request-error.ts';

/** What is needed of an octokit, whoever authenticated it. */
export interface GitHubClient {
  request(
    route: string,
    parameters?: Record<string, unknown>,
  ): Promise<{ data: unknown; headers: Readonly<Record<string, unknown>> }>;
  graphql(query: string, parameters?: Record<string, unknown>): Promise<unknown>;
}

export interface RepoName {
  owner: string;
  repo: string;
}

/** Requests, a few at a time, with errors that say what to do. */
export interface GitHubApi {
  /** @throws FetchError */
  get<T>(schema: z.ZodType<T>, what: string, route: string, parameters: Record<string, unknown>): Promise<T>;
  /** A page of a list that goes on with cursors; `next` is null on the last one. @throws FetchError */
  page<T>(
    schema: z.ZodType<T>,
    what: string,
    route: string,
    parameters: Record<string, unknown>,
  ): Promise<{ rows: T; next: string | null }>;
  /** The body as it comes. @throws FetchError */
  stream(what: string, route: string, parameters: Record<string, unknown>): Promise<ReadableStream<Uint8Array>>;
  /** A query or mutation. @throws FetchError when any part of it failed */
  graphql<T>(schema: z.ZodType<T>, what: string, query: string, parameters: Record<string, unknown>): Promise<T>;
  /**
   * Sends what changes something, once.
   *
   * @param route with its method, `POST /repos/{owner}/{repo}/check-runs`
   * @throws FetchError; with `retryable` nobody knows whether GitHub did it
   */
  send<T>(schema: z.ZodType<T>, what: string, route: string, parameters: Record<string, unknown>): Promise<T>;
}

/** Requests at a time. GitHub limits concurrent requests, and asks for few. */
export const CONCURRENCY = 6;

const REQUEST_TIMEOUT_MS = 30_000;
const STREAM_TIMEOUT_MS = 300_000;

export function githubApi(client: GitHubClient, asker: Asker = 'command line'): GitHubApi {
  const gate = turnstile(CONCURRENCY);
  const ask = async <T>(what: string, task: () => Promise<T>): Promise<T> => {
    try {
      return await gate(task);
    } catch (error) {
      throw fetchError(what, error, Date.now(), asker);
    }
  };
  const request = (what: string, route: string, parameters: Record<string, unknown>) =>
    ask(what, async () => (await client.request(route, parameters)).data);
  const soon = () => ({ request: { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) } });
  // Octokit hands out a body that it cannot parse as a string.
  const read = <T>(schema: z.ZodType<T>, what: string, data: unknown): T => {
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    throw unreadable(what);
  };
  return {
    get: async (schema, what, route, parameters) =>
      read(schema, what, await request(what, `GET ${route}`, { ...parameters, ...soon() })),
    async page(schema, what, route, parameters) {
      const answer = await ask(what, () => client.request(`GET ${route}`, { ...parameters, ...soon() }));
      return { rows: read(schema, what, answer.data), next: nextCursor(answer.headers.link) };
    },
    async stream(what, route, parameters) {
      const options = { signal: AbortSignal.timeout(STREAM_TIMEOUT_MS), parseSuccessResponseBody: false };
      const body = await request(what, `GET ${route}`, { ...parameters, request: options });
      if (body instanceof ReadableStream) return body;
      throw unreadable(what);
    },
    graphql: async (schema, what, query, parameters) =>
      read(schema, what, await ask(what, () => client.graphql(query, { ...parameters, ...soon() }))),
    send: async (schema, what, route, parameters) =>
      read(schema, what, await request(what, route, { ...parameters, ...soon() })),
  };
}

/** Of a `Link` header, the cursor of the page that it calls the next. */
function nextCursor(link: unknown): string | null {
  const next = typeof link === 'string' ? /<([^>]+)>; rel="next"/.exec(link)?.[1] : undefined;
  return next === undefined ? null : (URL.parse(next)?.searchParams.get('cursor') ?? null);
}

function unreadable(what: string): FetchError {
  return new FetchError(`${what}: GitHub's answer cannot be read: try again`, { status: 200, retryable: true });
}

/** Lets `limit` tasks run at a time, the others wait in line. */
function turnstile(limit: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async (task) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
