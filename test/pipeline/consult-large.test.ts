import { describe, expect, it } from 'vitest';
import { EMPTY_REPLY } from '../../src/core/architect/merge-replies.ts';
import type { ModelRequest } from '../../src/core/architect/model.ts';
import { parseRepoConfig } from '../../src/core/config/repo-config.ts';
import { type Consulting, consult } from '../../src/pipeline/consult.ts';
import { consulting } from '../support/example-pull.ts';
import { memoryPull } from '../support/memory-pull.ts';
import { scriptedModel } from '../support/scripted-model.ts';

const { signal } = new AbortController();
const GO_MOD = { 'go.mod': 'module example.com/shop\n\ngo 1.25\n' };

/** A file of so many functions, about 25 tokens each. */
function code(name: string, functions: number): string {
  const body = Array.from(
    { length: functions },
    (_, n) => `func ${name}${n}(a int) int {\n\treturn a + ${n} // ${name}\n}\n`,
  );
  return `package ${name}\n\n${body.join('\n')}`;
}

async function asked(head: Record<string, string>, script: Parameters<typeof scriptedModel>[0], config = '') {
  const pull = memoryPull(GO_MOD, { ...GO_MOD, ...head });
  const input: Consulting = { ...(await consulting(pull)), config: parseRepoConfig(config).config };
  const model = scriptedModel(script);
  return { ...(await consult(input, model, signal)), requests: model.asked };
}

function textOf({ messages }: ModelRequest | { messages: ModelRequest['messages'] }): string {
  return JSON.stringify(messages);
}

const design = (comment: string) => ({
  text: JSON.stringify({ ...EMPTY_REPLY, design: [{ topic: 'boundaries', comment }] }),
});

describe('a change that one request cannot hold', () => {
  const LARGE = { 'orders/a.go': code('orders', 1200), 'payments/b.go': code('payments', 1200) };

  it('is asked about service by service, with one prefix, and put together', async () => {
    const { reply, requests, failure } = await asked(LARGE, [design('one'), design('two'), design('both')]);
    expect(requests.map(({ task }) => task)).toEqual(['review', 'review', 'synthesis']);
    expect(new Set(requests.map(({ system, tools }) => JSON.stringify([system, tools]))).size).toBe(1);
    const [first = '', second = '', synthesis = ''] = requests.map(textOf);
    expect([first.includes('func orders7('), first.includes('func payments7(')].sort()).toEqual([false, true]);
    expect([second.includes('func orders7('), second.includes('func payments7(')].sort()).toEqual([false, true]);
    expect(synthesis).toContain('answer on a part');
    expect(synthesis).not.toContain('func orders7(');
    expect({ design: reply?.design.map(({ comment }) => comment), failure }).toEqual({
      design: ['both'],
      failure: null,
    });
  });

  it('keeps the answers of the parts where they cannot be put together', async () => {
    const { reply, failure } = await asked(LARGE, [design('one'), design('two'), { stop: 'refusal' }]);
    expect(reply?.design.map(({ comment }) => comment)).toEqual(['one', 'two']);
    expect(failure?.kind).toBe('refused');
  });
});

describe('a part that the model refuses', () => {
  const TWO = { 'orders/a.go': code('orders', 2), 'payments/b.go': code('payments', 2) };

  it('is left out and told, and the rest is asked about', async () => {
    const { reply, failure, leftOut, requests } = await asked(TWO, [
      { stop: 'refusal' },
      { stop: 'refusal' },
      design('payments'),
    ]);
    expect(requests).toHaveLength(3);
    expect(reply?.design.map(({ comment }) => comment)).toEqual(['payments']);
    expect(failure?.kind).toBe('refused');
    expect(leftOut).toEqual([{ what: 'orders/a.go', reason: 'the model refused to answer' }]);
  });
});

describe('what never leaves', () => {
  const head = {
    'orders/a.go': code('orders', 2),
    'secret/plan.go': code('secret', 2),
    'README.md': '# Shop\n\n<!-- hidden -->\nText.\n',
  };

  it('is what the configuration keeps', async () => {
    const { requests, leftOut } = await asked(head, [{}], 'model:\n  exclude_paths: [secret]\n');
    const [request] = requests;
    expect(JSON.stringify(request)).toContain('func orders1');
    expect(JSON.stringify(request)).not.toContain('plan.go');
    expect(leftOut).toEqual([{ what: 'secret/plan.go', reason: 'kept from the model by the configuration' }]);
  });
});

it('asks nothing about a change without anything to read', async () => {
  const { reply, calls, failure } = await asked({ 'go.sum': 'example.com/x v1.0.0 h1:abc=\n' }, []);
  expect({ findings: reply?.findings, calls, failure }).toEqual({ findings: [], calls: 0, failure: null });
});

it('has one prefix for two changes of a repository, longer than what changes with them', async () => {
  const one = await asked({ 'orders/a.go': code('orders', 2) }, [{}]);
  const two = await asked({ 'payments/b.go': code('payments', 9) }, [{}]);
  const prefix = ({ requests: [request] }: typeof one) =>
    JSON.stringify([request?.tools, request?.system, request?.answer]);
  expect(prefix(one)).toBe(prefix(two));
  expect(prefix(one).length).toBeGreaterThan(textOf({ messages: one.requests[0]?.messages ?? [] }).length);
});
