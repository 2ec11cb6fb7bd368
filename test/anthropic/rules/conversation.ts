import type { Countable, RequestBlock } from './shape.ts';

type Problem = string | null;

/** What a conversation must be like. */
export function conversationProblem(body: Countable): Problem {
  return emptyProblem(body) ?? orderProblem(body) ?? pairProblem(body) ?? cacheProblem(body);
}

/** `messages: text content blocks must be non-empty`; also https://platform.claude.com/docs/en/build-with-claude/prompt-caching#what-cannot-be-cached */
function emptyProblem({ system, messages }: Countable): Problem {
  const isEmpty = (block: { type: string; text?: string }) => block.type === 'text' && block.text === '';
  if (Array.isArray(system) && system.some(isEmpty)) return 'system: text content blocks must be non-empty';
  for (const [index, { content }] of messages.entries()) {
    if (content.length === 0) return `messages.${index}: all messages must have non-empty content`;
    if (blocksOf(content).some(isEmpty)) return 'messages: text content blocks must be non-empty';
  }
  return null;
}

/** "Alternating user and assistant turns", `messages` in the SDK's messages.d.ts; the first one is the user's. */
function orderProblem({ messages }: Countable): Problem {
  for (const [index, { role, content }] of messages.entries()) {
    const wrong = role === 'user' ? ['thinking', 'redacted_thinking', 'tool_use'] : ['tool_result'];
    const found = blocksOf(content).find(({ type }) => wrong.includes(type));
    if (found) return `messages.${index}: \`${found.type}\` blocks cannot be in \`${role}\` messages`;
  }
  return messages[0]?.role === 'user' ? null : 'messages: first message must use the "user" role';
}

/** https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls: results follow at once, first in their message, one for each call. */
function pairProblem({ messages }: Countable): Problem {
  let open: string[] = [];
  for (const [index, { role, content }] of messages.entries()) {
    const blocks = blocksOf(content);
    const results = blocks.flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : []));
    if (role === 'user') {
      const stray = results.find((id) => !open.includes(id));
      if (stray !== undefined)
        return `messages.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
      if (new Set(results).size < results.length)
        return `messages.${index}: each tool_use must have a single result. Found multiple \`tool_result\` blocks.`;
      if (blocks.slice(0, results.length).some(({ type }) => type !== 'tool_result'))
        return `messages.${index}: \`tool_result\` blocks must come before other content`;
    }
    const missing = open.filter((id) => !results.includes(id));
    if (missing.length > 0)
      return `messages.${index - 1}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}.`;
    open = blocks.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []));
  }
  return open.length > 0
    ? `messages.${messages.length - 1}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}.`
    : null;
}

/** https://platform.claude.com/docs/en/build-with-claude/prompt-caching#explicit-cache-breakpoints */
function cacheProblem({ system, messages, tools = [], cache_control }: Countable): Problem {
  const parts = [
    ...tools,
    ...(Array.isArray(system) ? system : []),
    ...messages.flatMap(({ content }) => blocksOf(content)),
  ];
  const marked = parts.filter((part) => 'cache_control' in part && part.cache_control).length + (cache_control ? 1 : 0);
  return marked > 4 ? `A maximum of 4 blocks with cache_control may be provided. Found ${marked}.` : null;
}

export function blocksOf(content: Countable['messages'][number]['content']): RequestBlock[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}
