/**
 * One call of the architect model, as plain data: it crosses threads, is stored for replay, and the edge turns it into
 * the words of the API. Who asks runs the conversation: a reply that calls tools is answered with a longer request.
 */
export interface ModelRequest {
  task: ModelTask;
  /** In order, the stablest first. Everything up to a block marked `cache` is the same for many requests. */
  system: readonly PromptBlock[];
  messages: readonly ModelMessage[];
  tools: readonly ModelTool[];
  /** JSON Schema that the final answer obeys. */
  answer: JsonSchema;
  /** Most tokens of one reply, thinking included. */
  maxTokens: number;
  /** USD that the whole review may cost, where its repository says so; the operator's own budgets hold besides. */
  budgetUsd?: number;
}

/** What a call is for: it decides model and effort. */
export type ModelTask = 'review' | 'synthesis' | 'verify' | 'command';

export interface PromptBlock {
  text: string;
  cache?: true;
}

export type ModelMessage =
  | { role: 'user'; content: readonly (PromptBlock | ToolResult)[] }
  /** A reply's `turn`, sent back as it came. */
  | { role: 'assistant'; content: readonly unknown[] };

export interface ModelTool {
  name: string;
  description: string;
  input: JsonSchema;
}

export interface ToolResult {
  /** Of the call. */
  id: string;
  result: string;
  failed: boolean;
  cache?: true;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ModelReply {
  /** As the API names it. */
  model: string;
  stop: 'answer' | 'tools' | 'max-tokens' | 'refusal' | 'context-exceeded' | 'paused';
  /** Text of the answer: JSON that has not been checked. */
  text: string;
  calls: readonly { id: string; name: string; input: unknown }[];
  /** The whole reply, thinking and signatures included, opaque: it goes back as an assistant's message. */
  turn: readonly unknown[];
  usage: ModelUsage;
}

/** Tokens, and what they cost at the operator's prices. */
export interface ModelUsage {
  input: number;
  cacheWrite: number;
  cacheRead: number;
  output: number;
  costUsd: number;
}

/** The architect model, behind whatever keeps it within its bounds. */
export interface Model {
  /** @throws ModelError; the signal's reason */
  ask(request: ModelRequest, signal: AbortSignal): Promise<ModelReply>;
}

/**
 * Why there is no reply. `defect`: the API refused what this program built, which is a mistake of ours and never called
 * unavailability.
 */
export type ModelFailure =
  | 'no-key'
  | 'key-refused'
  | 'unknown-model'
  | 'over-budget'
  | 'too-large'
  | 'overloaded'
  | 'timeout'
  | 'unreachable'
  | 'breaker-open'
  | 'malformed'
  | 'defect';

export class ModelError extends Error {
  override name = 'ModelError';
  readonly failure: ModelFailure;
  /** When a later try may succeed, milliseconds from now; null when only a person can mend it. */
  readonly retryAfterMs: number | null;

  constructor(failure: ModelFailure, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.failure = failure;
    this.retryAfterMs = retryAfterMs;
  }
}
