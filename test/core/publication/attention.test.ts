import { expect, test } from 'vitest';
import { parseRepoConfig } from '../../../src/core/config/repo-config.ts';
import { type AttentionInput, attentionOf } from '../../../src/core/publication/attention.ts';

const CONFIG = `
drafts: skip
skip_authors: ['dependabot[bot]']
labels: { skip: [no-review], full: [all-of-it] }
`;

function attention(given: Partial<AttentionInput> = {}, yaml = CONFIG) {
  const { config, errors } = parseRepoConfig(yaml);
  expect(errors).toEqual([]);
  return attentionOf({ draft: false, author: 'ann', labels: [], config, ...given });
}

test('by default everything is reviewed, drafts and what bots write too', () => {
  expect(attention({ draft: true, author: 'dependabot[bot]', labels: ['no-review'] }, '')).toEqual({
    skip: null,
    full: false,
  });
});

test.each<[string, Partial<AttentionInput>]>([
  ['it has the label no-review', { labels: ['No-Review'] }],
  ['it is by dependabot[bot]', { author: 'dependabot[bot]' }],
  ['it is a draft', { draft: true }],
])('configuration leaves one out since %s', (skip, given) => {
  expect(attention(given)).toEqual({ skip, full: false });
});

test('a label for a full review is stronger than whatever keeps from one', () => {
  expect(attention({ labels: ['no-review', 'all-of-it'], draft: true })).toEqual({ skip: null, full: true });
});

test('a person whose name looks like the bot is a person', () => {
  expect(attention({ author: 'dependabot' }).skip).toBeNull();
});
