import { type DestinationStream, type Logger, pino } from 'pino';

/** The service's log: a JSON object a line, on standard output if no other destination is given. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, serializers: { err: describeError }, redact: { paths: SECRETS, censor: '…' } };
  return destination ? pino(options, destination) : pino(options);
}

/**
 * Libraries hang requests, payloads and tokens on their errors, so of an error only what is named here is logged. A
 * stack begins with the message as it was when the error was made, which may quote what was being read.
 */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack = '', cause } = error;
  return {
    type: name,
    message,
    ...('code' in error && { code: error.code }),
    ...('status' in error && { status: error.status }),
    stack: stack
      .split('\n')
      .filter((line) => line.startsWith('    at '))
      .join('\n'),
    ...(cause instanceof Error && { cause: describeError(cause) }),
    ...(error instanceof AggregateError && { errors: error.errors.slice(0, 5).map(describeError) }),
  };
}

/** Nobody should log these; should somebody, they are not shown. */
const SECRETS = [
  'authorization',
  'body',
  'headers',
  'password',
  'payload',
  'pem',
  'privateKey',
  'query',
  'secret',
  'token',
  'webhookSecret',
].flatMap((name) => [name, `*.${name}`]);
