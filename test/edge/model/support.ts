import { type ModelSettings, readModelSettings } from '../../../src/config/model-settings.ts';
import type { Model, ModelRequest } from '../../../src/core/architect/model.ts';
import { type ModelParts, openModelLane } from '../../../src/edge/model/open-model.ts';

export const KEY = 'sk-ant-api03-not-a-real-key';

/** Retries follow at once. */
export const AT_ONCE = { backoffMs: { first: 0, most: 0 } };

export function settings(baseUrl: string, more: Partial<ModelSettings> = {}): ModelSettings {
  const read = readModelSettings({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: baseUrl });
  if ('problems' in read || read.settings === null) throw new Error('there must be settings');
  return { ...read.settings, ...more };
}

export async function modelAt(url: string, more: Partial<ModelSettings> = {}, parts: ModelParts = {}): Promise<Model> {
  const lane = await openModelLane(settings(url, more), { ...parts, guard: { ...AT_ONCE, ...parts.guard } });
  return lane.forReview();
}

export const NEVER = new AbortController().signal;

/** Written for these tests. */
export const REQUEST: ModelRequest = {
  task: 'review',
  system: [{ text: 'You review changes to Go services.', cache: true }],
  messages: [{ role: 'user', content: [{ text: 'The change: …' }] }],
  tools: [
    {
      name: 'read',
      description: 'Reads lines of a file.',
      input: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
    },
  ],
  answer: { type: 'object', properties: { verdict: { type: 'string' } }, required: ['verdict'] },
  maxTokens: 4096,
};
