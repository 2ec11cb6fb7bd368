/** An answer with one of GitHub's error bodies. */
export class HttpError extends Error {
  override name = 'HttpError';
  readonly status: number;
  readonly details: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    details: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.details = details;
    this.headers = headers;
  }

  get body(): Record<string, unknown> {
    const docs = 'https://docs.github.com/rest';
    return { message: this.message, ...this.details, documentation_url: docs, status: String(this.status) };
  }
}

export const FORBIDDEN = 'Resource not accessible by integration';

/** `Validation Failed` as GitHub words it. */
export function invalid(resource: string, field: string, code: string, message?: string): HttpError {
  const error = { resource, code, field, ...(message === undefined ? {} : { message }) };
  return new HttpError(422, 'Validation Failed', { errors: [error] });
}

/** The endpoints that hand GraphQL's errors on: texts instead of objects. */
export function unprocessable(...errors: string[]): HttpError {
  return new HttpError(422, 'Unprocessable Entity', { errors });
}
