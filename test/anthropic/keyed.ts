import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, fails } from './answers.ts';
import { answersFromFolder } from './by-hand.ts';
import type { Asked, Script } from './start.ts';

type Body = Asked['body'];

/** Before the client gives up on the connection; then it asks again, and waits on. Milliseconds. */
const PATIENCE = 4 * 60_000;

export interface Keyed {
  script: Script;
  /** Replies that were asked for and are not there. */
  missing: Set<string>;
}

/**
 * A model that somebody plays, over several runs: a request's files are named after what it asks, so that a reply stays
 * good as long as the same is asked. Beside each request stands a text of it to read, `KEY.request.md`.
 *
 * @param wait for replies; else a request without one fails at once
 */
export function keyedAnswers(folder: string, wait: boolean, notice: (text: string) => void): Keyed {
  const missing = new Set<string>();
  const script = async (asked: Asked): Promise<Answer> => {
    const key = keyOf(asked.body);
    const reply = join(folder, `${key}.reply.json`);
    const isThere = existsSync(reply);
    writeFileSync(join(folder, `${key}.request.md`), requestText(asked.body));
    if (!isThere) missing.add(reply);
    if (!isThere && !wait) return fails(404, 'nobody has answered this yet');
    const signal = AbortSignal.timeout(PATIENCE);
    const next = answersFromFolder(folder, {
      wait,
      signal,
      name: () => key,
      waits: (file) => notice(`waiting for ${file}`),
    });
    try {
      const answer = typeof next === 'function' ? await next(asked) : fails(500);
      missing.delete(reply);
      return named(answer, key);
    } catch (error) {
      if (error === signal.reason) return fails(529, 'nobody has answered this yet');
      throw error;
    }
  };
  return { script, missing };
}

/** Calls of tools are named after the request: the next request holds their names. */
function named(answer: Answer, key: string): Answer {
  if ('status' in answer) return answer;
  const content = answer.content.map((block, i) =>
    block.type === 'tool_use' ? { ...block, id: block.id ?? `toolu_${key}${i}` } : block,
  );
  return { ...answer, content };
}

function keyOf({ system, messages, tools, output_config }: Body): string {
  const asked = JSON.stringify([system, messages, tools, output_config?.format]);
  return createHash('sha256').update(asked).digest('hex').slice(0, 12);
}

/** The request as a person reads it. */
function requestText({ model, max_tokens, system, messages, tools, output_config }: Body): string {
  const blocks = typeof system === 'string' ? [{ text: system }] : (system ?? []);
  const turns = messages.map(({ role, content }) => {
    if (typeof content === 'string') return `# ${role}\n\n${content}`;
    const parts = content.map((part) => (part.type === 'text' ? part.text : JSON.stringify(part, null, 2)));
    return `# ${role}\n\n${parts.join('\n\n')}`;
  });
  const parts = [
    `${model}, at most ${max_tokens} tokens`,
    ...blocks.map(({ text }) => `# system\n\n${text}`),
    ...(tools ?? []).map((tool) => `# tool\n\n${JSON.stringify(tool, null, 2)}`),
    `# answer's schema\n\n${JSON.stringify(output_config?.format)}`,
    ...turns,
  ];
  return `${parts.join('\n\n')}\n`;
}
