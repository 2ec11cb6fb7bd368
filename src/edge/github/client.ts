import { setTimeout } from 'node:timers/promises';
import { Octokit } from '@octokit/rest';

export interface ClientOptions {
  apiUrl: string;
  token?: string | undefined;
  /** Before the first retry, doubled for the second. */
  retryDelayMs?: number | undefined;
  /** Called when GitHub does not take the token. */
  onRefused?: (() => void) | undefined;
}

/** Faults of GitHub or the network, which pass. */
const ATTEMPTS = 3;

/**
 * An octokit with a token. Reads are repeated after a server's fault: one of a thousand is common. What writes never
 * is, since the fault may have come after the write: who writes must look first. Rate limits are not waited for.
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
        if (statusOf(error) === 401) options.onRefused?.();
        const again = attempt < ATTEMPTS && isRead(parameters) && isFault(error);
        if (!again || parameters.request.signal?.aborted) throw error;
        await setTimeout((options.retryDelayMs ?? 500) * 2 ** (attempt - 1));
      }
    }
  });
  return octokit;
}

function isRead({ method, query }: { method?: string; query?: unknown }): boolean {
  return method === 'GET' || (typeof query === 'string' && query.startsWith('query'));
}

function isFault(error: unknown): boolean {
  return statusOf(error) >= 500;
}

/** 0 where there is none. */
function statusOf(error: unknown): number {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 0;
}
