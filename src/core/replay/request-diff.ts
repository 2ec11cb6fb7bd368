import { createTwoFilesPatch } from 'diff';
import type { ModelMessage, ModelRequest } from '../architect/model.ts';

/** How a request differs from another, as a unified diff of their texts; null where they say the same. */
export function requestDiff(before: ModelRequest | null, after: ModelRequest | null, name: string): string | null {
  const [old, now] = [before, after].map((request) => (request === null ? '' : requestText(request)));
  if (old === now) return null;
  return createTwoFilesPatch(`recorded ${name}`, `now ${name}`, old ?? '', now ?? '', undefined, undefined, {
    context: 3,
  }).replace(/^=+\n/, '');
}

/** A request as a person reads it: every block under its place, tools and schema as JSON. */
export function requestText({ task, system, messages, tools, answer, maxTokens }: ModelRequest): string {
  const parts = [
    `# ${task}, at most ${maxTokens} tokens`,
    ...system.map(({ text, cache }) => `## system${cache ? ' (cached)' : ''}\n\n${text}`),
    ...messages.map(messageText),
    ...tools.map(({ name, description, input }) => `## tool ${name}\n\n${description}\n\n${json(input)}`),
    `## answer\n\n${json(answer)}`,
  ];
  return `${parts.map((part) => part.trimEnd()).join('\n\n')}\n`;
}

function messageText(message: ModelMessage): string {
  if (message.role === 'assistant') return `## assistant\n\n${json(message.content)}`;
  const blocks = message.content.map((block) =>
    'text' in block ? block.text : `(result of ${block.id}${block.failed ? ', failed' : ''})\n${block.result}`,
  );
  return `## user\n\n${blocks.join('\n\n')}`;
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
