import { describe, expect, it } from 'vitest';
import type { ModelReply, ModelRequest } from '../../src/core/architect/model.ts';
import type { Toolbox } from '../../src/core/architect/tools/toolbox.ts';
import { converse } from '../../src/pipeline/converse.ts';
import { scriptedModel } from '../support/scripted-model.ts';

const { signal } = new AbortController();
const OPENING: ModelRequest = {
  task: 'review',
  system: [],
  messages: [{ role: 'user', content: [{ text: 'the change', cache: true }] }],
  tools: [],
  answer: {},
  maxTokens: 1000,
};

/** Answers each call with its id, and refuses after some. */
function toolbox(calls = Number.POSITIVE_INFINITY): Pick<Toolbox, 'run' | 'isRefusing'> {
  let n = 0;
  return {
    get isRefusing() {
      return n > calls;
    },
    async run({ id }) {
      n++;
      return { id, result: `result of ${id}`, failed: false };
    },
  };
}

const call = (id: string): Partial<ModelReply> => ({
  stop: 'tools',
  text: '',
  calls: [{ id, name: 'read_file', input: {} }],
  turn: [{ asks: id }],
});
const usage = { input: 1, cacheWrite: 2, cacheRead: 3, output: 4, costUsd: 0.5 };

describe('a conversation', () => {
  it('answers look-ups until there is an answer, and caches up to the newest', async () => {
    const model = scriptedModel([{ ...call('a'), usage }, { ...call('b'), usage }, { usage }]);
    const { reply, calls, usage: sum } = await converse(OPENING, toolbox(), model, signal);
    expect({ findings: reply?.findings, calls, sum }).toEqual({
      findings: [],
      calls: 3,
      sum: { input: 3, cacheWrite: 6, cacheRead: 9, output: 12, costUsd: 1.5 },
    });
    expect(model.asked[2]?.messages).toEqual([
      { role: 'user', content: [{ text: 'the change', cache: true }] },
      { role: 'assistant', content: [{ asks: 'a' }] },
      { role: 'user', content: [{ id: 'a', result: 'result of a', failed: false }] },
      { role: 'assistant', content: [{ asks: 'b' }] },
      { role: 'user', content: [{ id: 'b', result: 'result of b', failed: false, cache: true }] },
    ]);
  });

  it('goes on where the model paused', async () => {
    const model = scriptedModel([{ stop: 'paused', turn: ['half'] }, {}]);
    const { failure } = await converse(OPENING, toolbox(), model, signal);
    expect(failure).toBeNull();
    expect(model.asked[1]?.messages.slice(1)).toEqual([{ role: 'assistant', content: ['half'] }]);
  });

  it('gives a reply that was cut off more room, once', async () => {
    const model = scriptedModel([{ stop: 'max-tokens' }, { stop: 'max-tokens' }]);
    const { failure } = await converse(OPENING, toolbox(), model, signal);
    expect(model.asked.map(({ maxTokens }) => maxTokens)).toEqual([1000, 2000]);
    expect(failure).toEqual({ kind: 'truncated', why: 'the answer was cut off twice' });
  });

  it.each([
    ['refusal', 'refused'],
    ['context-exceeded', 'too-large'],
  ] as const)('ends on %s as %s', async (stop, kind) => {
    const { reply, failure } = await converse(OPENING, toolbox(), scriptedModel([{ stop }]), signal);
    expect({ reply, kind: failure?.kind }).toEqual({ reply: null, kind });
  });

  it('ends when the model only looks things up', async () => {
    const model = scriptedModel(Array.from({ length: 20 }, (_, n) => call(String(n))));
    const { failure, calls } = await converse(OPENING, toolbox(3), model, signal);
    expect({ kind: failure?.kind, calls }).toEqual({ kind: 'truncated', calls: 5 });
  });
});
