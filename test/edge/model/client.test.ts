import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { InputError } from '../../../src/core/errors.ts';
import { openClient } from '../../../src/edge/model/client.ts';

const missing = () => Promise.reject(new Error('Cannot find package'));

class Cloud {
  messages = { stream: () => {} };
  readonly options: unknown;
  constructor(options: unknown) {
    this.options = options;
  }
}

test.each([
  ['bedrock', '@anthropic-ai/bedrock-sdk', 'AnthropicBedrockMantle'],
  ['vertex', '@anthropic-ai/vertex-sdk', 'AnthropicVertex'],
] as const)('on %s the cloud’s own package asks, without retries and logs of its own', async (name, pack, client) => {
  const load = vi.fn(() => Promise.resolve({ [client]: Cloud }));
  const opened = await openClient({ name }, load);
  expect(load).toHaveBeenCalledExactlyOnceWith(pack);
  expect(opened).toBeInstanceOf(Cloud);
  expect(opened).toMatchObject({ options: { maxRetries: 0, logLevel: 'off' } });
});

test.each([
  ['is not installed', missing, /needs @anthropic-ai\/bedrock-sdk: npm install @anthropic-ai\/bedrock-sdk$/],
  ['is another', () => Promise.resolve({}), /npm install @anthropic-ai\/bedrock-sdk@1$/],
  [
    'finds no region',
    () => Promise.resolve({ AnthropicBedrockMantle: Unplaced }),
    /^@anthropic-ai\/bedrock-sdk: No AWS region/,
  ],
])('what to do when the package %s', async (_what, load, advice) => {
  const opening = openClient({ name: 'bedrock' }, load);
  await expect(opening).rejects.toThrow(advice);
  await expect(opening).rejects.toBeInstanceOf(InputError);
});

class Unplaced {
  constructor() {
    throw new Error('No AWS region or base URL was given; set AWS_REGION');
  }
}

test('the packages of the clouds are neither installed nor bundled', () => {
  const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const name of ['@anthropic-ai/bedrock-sdk', '@anthropic-ai/vertex-sdk']) {
    expect(dependencies[name]).toBeUndefined();
    expect(peerDependencies[name]).toBeDefined();
    expect(peerDependenciesMeta[name]).toEqual({ optional: true });
  }
});
