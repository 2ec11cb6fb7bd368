import type { z } from 'zod';
import { FetchError } from '../errors.ts';
import { fetchError } from './request-error.ts';

/** What is needed of an octokit, whoever authenticated it: `@octokit/rest` here, Probot's in the App. */
export interface GitHubClient {
  request(route: string, parameters?: Record<string, unknown>): Promise<{ data: unknown }>;
}

export interface RepoName {
  owner: string;
  repo: string;
}

/** Read-only requests, a few at a time, with errors that say what to do. */
export interface GitHubApi {
  /** @throws FetchError */
  get<T>(schema: z.ZodType<T>, what: string, route: string, parameters: Record<string, unknown>): Promise<T>;
  /** The body as it comes. @throws FetchError */
  stream(what: string, route: string, parameters: Record<string, unknown>): Promise<ReadableStream<Uint8Array>>;
}

/** Requests at a time. GitHub limits concurrent requests, and asks for few. */
export const CONCURRENCY = 6;

const REQUEST_TIMEOUT_MS = 30_000;
const STREAM_TIMEOUT_MS = 300_000;

export function githubApi(client: GitHubClient): GitHubApi {
  const gate = turnstile(CONCURRENCY);
  const request = async (what: string, route: string, parameters: Record<string, unknown>): Promise<unknown> => {
    try {
      return (await gate(() => client.request(`GET ${route}`, parameters))).data;
    } catch (error) {
      throw fetchError(what, error, Date.now());
    }
  };
  return {
    async get(schema, what, route, parameters) {
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      // Octokit hands out a body that it cannot parse as a string.
      const parsed = schema.safeParse(await request(what, route, { ...parameters, request: { signal } }));
      if (parsed.success) return parsed.data;
      throw unreadable(what);
    },
    async stream(what, route, parameters) {
      const options = { signal: AbortSignal.timeout(STREAM_TIMEOUT_MS), parseSuccessResponseBody: false };
      const body = await request(what, route, { ...parameters, request: options });
      if (body instanceof ReadableStream) return body;
      throw unreadable(what);
    },
  };
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
