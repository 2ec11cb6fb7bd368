import { createHash } from 'node:crypto';
import { blocksOf } from './conversation.ts';
import type { Countable } from './shape.ts';

interface Said {
  content: readonly { type: string; thinking?: string; signature?: string }[];
  stop_reason: string | null;
}

/** What the stand-in said, as far as later requests are held to it. */
export class Given {
  /** By signature. */
  readonly #thinking = new Map<string, { thinking: string; before: string }>();
  readonly #paused = new Set<string>();

  /** A reply to that request. */
  note(body: Countable, { content, stop_reason }: Said): void {
    const before = digest(body, body.messages.length);
    if (stop_reason === 'pause_turn') this.#paused.add(canonical(content));
    for (const { type, thinking = '', signature } of content)
      if (type === 'thinking' && signature !== undefined) this.#thinking.set(signature, { thinking, before });
  }

  /**
   * A turn that was paused goes on when it is sent back as it is:
   * https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons#pause-turn
   */
  isPaused(content: unknown): boolean {
    return this.#paused.has(canonical(content));
  }

  /**
   * Thinking blocks go back as they came, in the conversation that they came from:
   * https://platform.claude.com/docs/en/api/errors#thinking-blocks-cannot-be-modified and
   * https://platform.claude.com/docs/en/models/opus-5-5/whats-new-opus-5-5#thinking-blocks-are-tied-to-the-model-that-produced-them
   * (system, tools and earlier messages unchanged; enforced for accounts made since August 31, 2026).
   */
  problem(body: Countable): string | null {
    for (const [index, { content }] of body.messages.entries())
      for (const [at, block] of blocksOf(content).entries()) {
        if (block.type !== 'thinking') continue;
        const place = `messages.${index}.content.${at}`;
        const given = this.#thinking.get(block.signature);
        if (given === undefined) return `${place}: Invalid \`signature\` in \`thinking\` block`;
        if (given.thinking !== block.thinking)
          return `${place}: \`thinking\` or \`redacted_thinking\` blocks in the latest assistant message cannot be modified. These blocks must remain as they were in the original response.`;
        if (given.before !== digest(body, index))
          return `${place}: what is before this \`thinking\` block has changed since it was produced`;
      }
    return null;
  }
}

/** Everything before that message, without the marks for the cache. */
function digest({ model, system, tools, messages }: Countable, upTo: number): string {
  return createHash('sha256')
    .update(canonical([model, system, tools, messages.slice(0, upTo)]))
    .digest('base64');
}

/** The order of fields means nothing here. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (key === 'cache_control') return undefined;
    const isRecord = typeof part === 'object' && part !== null && !Array.isArray(part);
    return isRecord ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part;
  });
}
