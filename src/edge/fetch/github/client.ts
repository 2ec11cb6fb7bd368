import { setTimeout } from 'node:timers/promises';
import { Octokit } from '@octokit/rest';

export interface ClientOptions {
  apiUrl: string;
  token?: string | undefined;
  /** Before the first retry, doubled for the second. */
  retryDelayMs?: number | undefined;
}

/** Faults of GitHub or the network, which pass. */
const ATTEMPTS = 3;

/**
 * An octokit for the command line. Reads are repeated after a server's fault: one of a thousand is common. The App
 * has its own, with the throttling and retry plugins.
 */
export function githubClient(options: ClientOptions): Octokit {
  const silent = () => {};
  const octokit = new Octokit({
    baseUrl: options.apiUrl,
    userAgent: 'go-architect',
    ...(options.token ? { auth: options.token } : {}),
    // Octokit logs failed requests with their addresses. What failed is told by our own errors.
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  octokit.hook.wrap('request', async (request, parameters) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await request(parameters);
      } catch (error) {
        if (attempt === ATTEMPTS || !isFault(error) || parameters.request.signal?.aborted) throw error;
        await setTimeout((options.retryDelayMs ?? 500) * 2 ** (attempt - 1));
      }
    }
  });
  return octokit;
}

function isFault(error: unknown): boolean {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status >= 500;
}
