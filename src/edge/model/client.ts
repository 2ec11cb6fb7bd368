import Anthropic from '@anthropic-ai/sdk';
import type { ModelSettings } from '../../config/model-settings.ts';
import type { MessagesClient } from './send.ts';

/**
 * The client of the provider that the settings name. It neither repeats requests nor logs: both are done above it.
 *
 * @throws InputError when a cloud's package is not installed
 */
export async function openClient(settings: ModelSettings): Promise<MessagesClient> {
  const { apiKey, baseUrl } = settings;
  return new Anthropic({ apiKey, authToken: null, baseURL: baseUrl, ...QUIET });
}

const QUIET = { maxRetries: 0, logLevel: 'off' } as const;
