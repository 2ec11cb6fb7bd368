import { FetchError } from '../../core/errors.ts';

/** Who asks, since what to do about a refusal differs. */
export type Asker = 'command line' | 'App';

const GRANT: Record<Asker, string> = {
  'command line': 'set GITHUB_TOKEN to a token with read access to contents and pull requests',
  App: 'look whether the App is installed there, with the permissions of app.yml',
};

/**
 * What a failed request means for the user, in one line.
 *
 * @param what the thing asked for, as `pull request acme/shop#7`
 * @param now milliseconds since the epoch, to tell how long a rate limit lasts
 */
export function fetchError(what: string, error: unknown, now: number, asker: Asker = 'command line'): FetchError {
  if (error instanceof FetchError) return error;
  const kind = graphqlKind(error);
  if (kind !== null) return graphqlError(what, kind, asker);
  const { status, headers } = answerOf(error);
  if (status === null) {
    return new FetchError(`${what}: GitHub did not answer (${reasonOf(error)}): check the network, then try again`, {
      status,
      retryable: true,
    });
  }
  if (isRateLimit(status, headers)) {
    const wait = waitOf(headers, now);
    const when = wait === null ? 'later' : `in ${wait} s`;
    const otherwise = asker === 'App' ? '' : `, or ${GRANT[asker]}`;
    const message = `${what}: GitHub's rate limit is used up (${status}): try again ${when}${otherwise}`;
    return new FetchError(message, { status, retryable: true, retryAfterSeconds: wait });
  }
  const said =
    refusal(status, asker) ?? (status >= 500 ? 'GitHub has a fault: try again later' : 'GitHub refuses the request');
  return new FetchError(`${what}: ${said} (${status})`, { status, retryable: status >= 500 });
}

/** The type of a GraphQL answer's first error, such as `FORBIDDEN`; null for other errors. */
function graphqlKind(error: unknown): string | null {
  if (!(error instanceof Error) || error.name !== 'GraphqlResponseError' || !('errors' in error)) return null;
  const [first] = Array.isArray(error.errors) ? error.errors : [];
  return typeof first?.type === 'string' ? first.type : 'UNKNOWN';
}

function graphqlError(what: string, kind: string, asker: Asker): FetchError {
  if (kind === 'RATE_LIMITED')
    return new FetchError(`${what}: GitHub's rate limit is used up`, { status: 429, retryable: true });
  const status = GRAPHQL_STATUS[kind] ?? 422;
  return new FetchError(`${what}: ${refusal(status, asker) ?? 'GitHub refuses the query'} (${kind})`, {
    status,
    retryable: false,
  });
}

const GRAPHQL_STATUS: Record<string, number> = { FORBIDDEN: 403, INSUFFICIENT_SCOPES: 403, NOT_FOUND: 404 };

function refusal(status: number, asker: Asker): string | null {
  const grant = GRANT[asker];
  if (status === 401) return `GitHub refuses the token: ${grant}`;
  if (status === 403)
    return `GitHub refuses access: ${grant}${asker === 'App' ? '' : ', authorised for the organisation'}`;
  return status === 404 ? `not found, or hidden: check the name, and ${grant}` : null;
}

/** The answer inside an octokit error. Octokit gives 500 as the status of requests that were never answered. */
function answerOf(error: unknown): { status: number | null; headers: Record<string, unknown> } {
  if (typeof error !== 'object' || error === null || !('status' in error) || !('response' in error)) return NO_ANSWER;
  const { status, response } = error;
  if (typeof status !== 'number' || typeof response !== 'object' || response === null) return NO_ANSWER;
  const headers = 'headers' in response && typeof response.headers === 'object' ? response.headers : null;
  return { status, headers: { ...headers } };
}

const NO_ANSWER = { status: null, headers: {} };

function isRateLimit(status: number, headers: Record<string, unknown>): boolean {
  if (status === 429) return true;
  return status === 403 && (headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined);
}

function waitOf(headers: Record<string, unknown>, now: number): number | null {
  const after = Number(headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(after)) return after;
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  return Number.isFinite(reset) ? Math.max(0, Math.ceil(reset - now / 1000)) : null;
}

/** The system's code for a network failure: its messages may hold addresses and more. */
function reasonOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at.name === 'TimeoutError' || at.name === 'AbortError') return 'timed out';
  }
  return 'no connection';
}
