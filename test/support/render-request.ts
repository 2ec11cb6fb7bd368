import type { ModelRequest } from '../../src/core/architect/model.ts';

/** A request as a person reads it; the schema of the answer is told by its properties. */
export function renderRequest({ task, system, messages, tools, answer, maxTokens }: ModelRequest): string {
  const block = (part: object) => {
    if ('text' in part) return `--- text${'cache' in part ? ', cached up to here' : ''}\n${part.text}`;
    return `--- ${JSON.stringify(part)}`;
  };
  return [
    `task: ${task}, at most ${maxTokens} tokens, tools: ${tools.map(({ name }) => name).join(', ') || 'none'}`,
    `answer: ${Object.keys((answer.properties as object | undefined) ?? {}).join(', ')}`,
    '=== system',
    ...system.map(block),
    ...messages.flatMap(({ role, content }) => [
      `=== ${role}`,
      ...content.map((part) => block(typeof part === 'object' && part !== null ? part : {})),
    ]),
    '',
  ].join('\n');
}
