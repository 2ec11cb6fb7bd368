import Anthropic from '@anthropic-ai/sdk';
import type { Provider } from '../../config/model-settings.ts';
import { InputError } from '../../core/errors.ts';
import type { MessagesClient } from './send.ts';

/** Requests are repeated above the client, and what it would log holds prompts. */
const QUIET = { maxRetries: 0, logLevel: 'off' } as const;

/** Anthropic's own packages for the clouds, which few need: they are installed by who does. */
const CLOUDS = {
  bedrock: { package: '@anthropic-ai/bedrock-sdk', client: 'AnthropicBedrockMantle' },
  vertex: { package: '@anthropic-ai/vertex-sdk', client: 'AnthropicVertex' },
};

/** @throws InputError when a cloud's package is not installed, or finds no region */
export async function openClient(
  provider: Provider,
  load: (name: string) => Promise<Record<string, unknown>> = (name) => import(name),
): Promise<MessagesClient> {
  if (provider.name === 'anthropic')
    return new Anthropic({ apiKey: provider.apiKey, authToken: null, baseURL: provider.baseUrl, ...QUIET });
  const cloud = CLOUDS[provider.name];
  const { [cloud.client]: Client } = await load(cloud.package).catch(() => {
    throw new InputError(
      `ARCHITECT_MODEL_PROVIDER is ${provider.name}, which needs ${cloud.package}: npm install ${cloud.package}`,
    );
  });
  if (typeof Client !== 'function')
    throw new InputError(`${cloud.package} has no ${cloud.client}: npm install ${cloud.package}@1`);
  try {
    return Reflect.construct(Client, [QUIET]) as MessagesClient;
  } catch (error) {
    // Such as a region that is not set; these messages name variables, never values.
    throw new InputError(`${cloud.package}: ${error instanceof Error ? error.message : 'it could not be set up'}`);
  }
}
