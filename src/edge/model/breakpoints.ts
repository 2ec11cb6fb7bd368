import type { ModelRequest, PromptBlock, ToolResult } from '../../core/architect/model.ts';

/** https://platform.claude.com/docs/en/build-with-claude/prompt-caching#explicit-cache-breakpoints */
const MOST = 4;

/**
 * The request with no more marks than the API takes. Those of the system prompt serve every request of a repository and
 * go first; of those in the conversation the newest count, since what was cached before is found again behind them.
 */
export function keepBreakpoints(request: ModelRequest): ModelRequest {
  const inSystem = request.system.filter(isMarked).length;
  const inMessages = request.messages.flatMap(partsOf).filter(isMarked).length;
  const system = Math.min(inSystem, inMessages > 0 ? MOST - 1 : MOST);
  const messages = Math.min(inMessages, MOST - system);
  if (system === inSystem && messages === inMessages) return request;
  let first = 0;
  let next = 0;
  return {
    ...request,
    system: request.system.map((block) => (isMarked(block) && ++first > system ? unmarked(block) : block)),
    messages: request.messages.map((message) =>
      message.role === 'assistant'
        ? message
        : {
            ...message,
            content: message.content.map((part) =>
              isMarked(part) && ++next <= inMessages - messages ? unmarked(part) : part,
            ),
          },
    ),
  };
}

function partsOf(message: ModelRequest['messages'][number]): readonly (PromptBlock | ToolResult)[] {
  return message.role === 'user' ? message.content : [];
}

/** An empty text is not sent, hence marks nothing. */
function isMarked(part: PromptBlock | ToolResult): boolean {
  return part.cache === true && !('text' in part && part.text === '');
}

function unmarked<Part extends PromptBlock | ToolResult>(part: Part): Part {
  const copy = { ...part };
  delete copy.cache;
  return copy;
}
