import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelError } from '../../src/core/architect/model.ts';
import { type Consulting, consult } from '../../src/pipeline/consult.ts';
import { sampleFinding } from '../core/report/sample/finding.ts';
import { consulting, openExample } from '../support/example-pull.ts';
import { renderRequest } from '../support/render-request.ts';
import { scriptedModel } from '../support/scripted-model.ts';

const { signal } = new AbortController();
let input: Consulting;

beforeAll(async () => {
  input = await consulting(await openExample());
});
afterAll(() => input.pull.close());

describe('what the model is asked', () => {
  it('is exactly this, for the bundled example', async () => {
    const fact = { path: 'internal/refunds/worker.go', line: 55, fingerprint: '00000000000000aa' };
    const finding = sampleFinding('resilience/http-client-no-timeout', '', '', 'The client has no timeout.', fact);
    const model = scriptedModel([{}]);
    await consult({ ...input, findings: [finding] }, model, signal);
    const [request] = model.asked;
    expect(request).toBeDefined();
    if (request) await expect(renderRequest(request)).toMatchFileSnapshot('../fixtures/architect/example-request.txt');
  });
});

describe('a model that does not answer', () => {
  it('ends in a reason and not in an error', async () => {
    const model = scriptedModel([new ModelError('overloaded', 'the API is overloaded', 1000)]);
    const { reply, failure, calls } = await consult(input, model, signal);
    expect({ reply, failure, calls }).toEqual({
      reply: null,
      failure: { kind: 'overloaded', why: 'the API is overloaded' },
      calls: 0,
    });
  });

  it('may repair an answer once', async () => {
    const model = scriptedModel([{ text: 'not JSON' }, {}]);
    const { reply, failure, calls } = await consult(input, model, signal);
    expect({ findings: reply?.findings, failure, calls }).toEqual({ findings: [], failure: null, calls: 2 });
    expect(model.asked[1]?.messages.slice(1)).toEqual([
      { role: 'assistant', content: [{ type: 'text', text: 'a turn' }] },
      { role: 'user', content: [{ text: 'the answer is no JSON. Answer again, whole, in the agreed form.' }] },
    ]);
  });

  it('is malformed when the repair is no answer either', async () => {
    const { failure } = await consult(input, scriptedModel([{ text: '' }, { text: '[]' }]), signal);
    expect(failure?.kind).toBe('malformed');
  });

  it('lets an error of this program through', async () => {
    await expect(consult(input, scriptedModel([new TypeError('a bug')]), signal)).rejects.toThrow('a bug');
  });
});
