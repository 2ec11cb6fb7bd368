import { GraphQLError } from 'graphql';
import { HttpError } from '../http/errors.ts';

export type ErrorType =
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'UNPROCESSABLE'
  | 'MISSING_PAGINATION_BOUNDARIES'
  | 'EXCESSIVE_PAGINATION'
  | 'MAX_NODE_LIMIT_EXCEEDED';

/** GitHub puts the kind of an error beside its message, not into its extensions. */
export function refuse(type: ErrorType, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

/** The rules are REST's; the words are GraphQL's. */
export function translated(error: unknown): unknown {
  if (!(error instanceof HttpError)) return error;
  const details = Array.isArray(error.details.errors)
    ? error.details.errors.filter((one) => typeof one === 'string')
    : [];
  const message = details.length > 0 ? details.join(', ') : error.message;
  const type = error.status === 404 ? 'NOT_FOUND' : error.status === 403 ? 'FORBIDDEN' : 'UNPROCESSABLE';
  return refuse(type, message);
}

export function formatted(error: GraphQLError): Record<string, unknown> {
  const { type, ...extensions } = error.extensions;
  return {
    ...(type === undefined ? {} : { type }),
    ...(error.path === undefined ? {} : { path: error.path }),
    ...(Object.keys(extensions).length === 0 ? {} : { extensions }),
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    message: error.message,
  };
}
