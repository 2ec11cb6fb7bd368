import { describe, expect, test } from 'vitest';
import { asksForReview, type Consent, mayAsk, type Origin } from '../../../src/core/publication/model-consent.ts';

const stranger: Origin = { private: false, fork: true, trusted: false };
const nobody: Consent = { label: false, review: false, command: false };
const labels = ['architect-model'];

describe('the model is asked', () => {
  test.each<[string, Partial<Origin>, Partial<Consent>]>([
    ['in a private repository', { private: true }, {}],
    ['about a branch of the repository itself', { fork: false }, {}],
    ['about a fork of somebody with write access', { trusted: true }, {}],
    ['once the label is set', {}, { label: true }],
    ['once someone reviewed', {}, { review: true }],
    ['once someone asked', {}, { command: true }],
  ])('%s', (_, origin, consent) => {
    expect(mayAsk({ ...stranger, ...origin }, 'ask', { ...nobody, ...consent }, labels)).toEqual({ ask: true });
  });

  test('about every fork, where the operator says so', () => {
    expect(mayAsk(stranger, 'always', nobody, labels)).toEqual({ ask: true });
  });
});

test('a stranger’s fork waits, and the check says how to ask', () => {
  expect(mayAsk(stranger, 'ask', nobody, labels)).toEqual({
    ask: false,
    note: 'The architect model was not asked: this comes from a fork, by someone without write access. Someone who has it asks by the label `architect-model`, a review or a comment that says `/architect review`.',
  });
  expect(mayAsk(stranger, 'ask', nobody, [])).toMatchObject({ note: expect.not.stringContaining('label') });
});

test('where the operator spends nothing on strangers, nobody is told to ask', () => {
  const told = mayAsk(stranger, 'never', { label: true, review: true, command: true }, labels);
  expect(told).toMatchObject({ ask: false, note: expect.not.stringContaining('asks by') });
});

test.each([
  ['/architect review', true],
  ['Thanks!\r\n\r\n/Architect  review \r\n', true],
  ['> /architect review', false],
  ['please /architect review', false],
  ['    /architect review', false],
  ['/architect reviewers', false],
  ['/architect review everything', false],
])('%j asks for a review: %s', (body, asks) => {
  expect(asksForReview(body)).toBe(asks);
});
