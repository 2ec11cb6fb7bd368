import { existsSync, mkdirSync, readFileSync, renameSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Answer } from './answers.ts';
import type { Asked, Script } from './start.ts';

const Block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string().optional() }),
  z.strictObject({ type: z.literal('redacted_thinking'), data: z.string() }),
  z.strictObject({ type: z.literal('tool_use'), id: z.string().optional(), name: z.string(), input: z.unknown() }),
]);

const Says = z.strictObject({
  content: z.array(Block),
  stop: z
    .enum([
      'end_turn',
      'max_tokens',
      'stop_sequence',
      'tool_use',
      'pause_turn',
      'refusal',
      'model_context_window_exceeded',
    ])
    .optional(),
});

/** The usual answer, without writing JSON within JSON. */
const Answers = z.strictObject({ answer: z.unknown() });
const Fails = z.strictObject({ status: z.number(), type: z.string(), message: z.string() });

/**
 * What a file NNN.reply.json holds: `{"answer": …}` for the final answer, `{"content": […], "stop"?}` for a reply in the
 * API's own blocks (calls of tools among them), or `{"status", "type", "message"}` for an error.
 */
export const ReplyFile = z.union([Says, Fails, Answers]);

export interface FolderOptions {
  /** Waits for a reply that is not there yet; otherwise that is an error. */
  wait: boolean;
  /** Ends the waiting. */
  signal?: AbortSignal;
  /** Of a request's files; `001` for the first unless told. */
  name?: (asked: Asked) => string;
  /** Told when a request waits for its reply. */
  waits?: (file: string) => void;
}

/** Each request is written to NNN.request.json in the folder, and answered with what NNN.reply.json beside it says. */
export function answersFromFolder(folder: string, options: FolderOptions): Script {
  mkdirSync(folder, { recursive: true });
  const { name = ({ number }) => String(number + 1).padStart(3, '0') } = options;
  return async (asked) => {
    const stem = join(folder, name(asked));
    whole(`${stem}.request.json`, `${JSON.stringify(asked.body, null, 2)}\n`);
    const reply = `${stem}.reply.json`;
    if (!options.wait && !existsSync(reply)) throw new Error(`${reply} is missing`);
    if (!existsSync(reply)) options.waits?.(reply);
    return await arrived(folder, reply, options.signal);
  };
}

/** A file is there with all of its text or not at all. */
function whole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

/** Resolves once the file is there and holds JSON: whoever writes it may take several goes. */
function arrived(folder: string, path: string, signal: AbortSignal | undefined): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const look = () => {
    try {
      const found = read(path);
      if (found !== null) resolve(found);
    } catch (error) {
      reject(error);
    }
  };
  const watcher = watch(folder, look);
  const stop = () => reject(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  look();
  return promise.finally(() => {
    watcher.close();
    signal?.removeEventListener('abort', stop);
  });
}

/** Null while there is no whole JSON. @throws ZodError for JSON that is no reply */
function read(path: string): Answer | null {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
  const reply = ReplyFile.parse(json);
  if ('answer' in reply) return { content: [{ type: 'text', text: JSON.stringify(reply.answer) }] };
  if ('status' in reply) return reply;
  return reply;
}
