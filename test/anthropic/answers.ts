import type Anthropic from '@anthropic-ai/sdk';

/** What the stand-in answers to one request. */
export type Answer = Says | Fails;

export interface Says {
  content: readonly Block[];
  /** Told by the content unless given: calls of tools are `tool_use`. */
  stop?: Anthropic.StopReason | undefined;
  /** Counted from the request and the content unless given. */
  usage?: Partial<Pick<Anthropic.Usage, (typeof COUNTS)[number]>>;
  headers?: Readonly<Record<string, string>>;
  fault?: Fault;
}

const COUNTS = ['input_tokens', 'output_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'] as const;

export interface Fails {
  status: number;
  type: string;
  message: string;
  /** `details.error_code` */
  code?: string;
  headers?: Readonly<Record<string, string>>;
  /** Instead of the JSON body: what a proxy says. */
  body?: string;
  fault?: Fault;
}

/** What happens to an answer on its way. `after` counts events of a stream from 0, `bytes` those of the body. */
export type Fault =
  | { kind: 'cut'; after: number }
  | { kind: 'cut'; bytes: number }
  /** Ends properly, only too early. */
  | { kind: 'end'; after: number }
  /** Nothing more comes, and the connection stays. */
  | { kind: 'stall'; after: number }
  /** An `error` event in the stream. */
  | { kind: 'error'; after: number; type: string; message: string }
  /** Bytes instead of the event at that place. */
  | { kind: 'garbage'; after: number; data: string }
  /** Begins when that is over. */
  | { kind: 'wait'; until: Promise<unknown> };

export type Block =
  | { type: 'text'; text: string }
  | { type: 'thinking'; thinking: string; signature?: string | undefined }
  | { type: 'redacted_thinking'; data: string }
  | { type: 'tool_use'; id?: string | undefined; name: string; input: unknown };

/** The model answers with that value, as JSON. */
export function answers(value: unknown, rest: Omit<Says, 'content'> = {}): Says {
  return { ...rest, content: [{ type: 'text', text: JSON.stringify(value) }] };
}

/** The model says that. */
export function says(text: string, rest: Omit<Says, 'content'> = {}): Says {
  return { ...rest, content: [{ type: 'text', text }] };
}

/** The model calls tools. */
export function calls(...tools: readonly { name: string; input: unknown; id?: string }[]): Says {
  return { content: tools.map((tool) => ({ type: 'tool_use', ...tool })) };
}

/** The API answers with an error: https://platform.claude.com/docs/en/api/errors */
export function fails(status: number, message = 'no reason given', rest: Partial<Fails> = {}): Fails {
  return { status, type: TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error'), message, ...rest };
}

const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};
