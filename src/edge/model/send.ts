import type Anthropic from '@anthropic-ai/sdk';
import { failedBy } from './failures.ts';
import { NO_TOKENS, type Tokens } from './prices.ts';
import { tokensOf } from './reply.ts';

/** The part of Anthropic's clients that is used: those of the clouds have it too. */
export interface MessagesClient {
  messages: Pick<Anthropic['messages'], 'stream'>;
}

/**
 * Sends a request once and reads its stream to the end.
 *
 * @throws Failed, as a timeout when the signal aborts
 */
export async function send(
  client: MessagesClient,
  body: Anthropic.MessageCreateParamsStreaming,
  signal: AbortSignal,
): Promise<{ message: Anthropic.Message; tokens: Tokens }> {
  let tokens = NO_TOKENS;
  try {
    const stream = client.messages.stream(body, { signal });
    stream.on('streamEvent', (_, { usage }) => {
      tokens = tokensOf(usage);
    });
    const message = await stream.finalMessage();
    return { message, tokens: tokensOf(message.usage) };
  } catch (error) {
    throw failedBy(error, tokens);
  }
}
