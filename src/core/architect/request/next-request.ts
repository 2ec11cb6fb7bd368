import type { ModelMessage, ModelReply, ModelRequest, ToolResult } from '../model.ts';

/** Goes on where the model paused. */
export function continued(request: ModelRequest, reply: ModelReply): ModelRequest {
  return { ...request, messages: [...request.messages, turnOf(reply)] };
}

/** Goes on with what the program says to the reply. */
export function told(request: ModelRequest, reply: ModelReply, text: string): ModelRequest {
  return { ...request, messages: [...request.messages, turnOf(reply), { role: 'user', content: [{ text }] }] };
}

/** Goes on with the results of its calls; all up to the last of them is cached for the next exchange. */
export function answered(request: ModelRequest, reply: ModelReply, results: readonly ToolResult[]): ModelRequest {
  const content = results.map((result, index) =>
    index === results.length - 1 ? { ...result, cache: true as const } : result,
  );
  const before = request.messages.map(withoutResultMarks);
  return { ...request, messages: [...before, turnOf(reply), { role: 'user', content }] };
}

/** Only the newest results are marked: the API takes few marks, and finds what was cached before them. */
function withoutResultMarks(message: ModelMessage): ModelMessage {
  if (message.role === 'assistant') return message;
  const content = message.content.map((part) => {
    if (!('result' in part) || part.cache === undefined) return part;
    const { cache: _, ...rest } = part;
    return rest;
  });
  return { role: 'user', content };
}

function turnOf({ turn }: ModelReply): ModelMessage {
  return { role: 'assistant', content: turn };
}
