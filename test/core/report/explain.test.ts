import { describe, expect, test } from 'vitest';
import { catalogueJson, catalogueMarkdown, explainText, standardPage } from '../../../src/core/report/explain.ts';
import { firstSentence, spans } from '../../../src/core/report/prose.ts';
import { STANDARDS } from './sample/standards.ts';

const GOLDEN = '../../fixtures/report';
const [client] = STANDARDS;
if (!client) throw new Error('the sample has no standards');

describe('a standard', () => {
  test('is explained on a terminal', async () => {
    await expect(explainText(client, { colour: false, width: 72 })).toMatchFileSnapshot(`${GOLDEN}/explain.txt`);
  });

  test('has a page', async () => {
    await expect(standardPage(client)).toMatchFileSnapshot(`${GOLDEN}/standard.md`);
  });

  test('is in the index by area', async () => {
    await expect(catalogueMarkdown(STANDARDS)).toMatchFileSnapshot(`${GOLDEN}/standards.md`);
    expect(JSON.parse(catalogueJson(STANDARDS)).map(({ id }: { id: string }) => id)).toEqual(
      STANDARDS.map(({ id }) => id),
    );
  });
});

describe('prose', () => {
  test.each([
    ['First. Second.', 'First.'],
    ['Use `a. b` here. Then more.', 'Use `a. b` here.'],
    ['No stop', 'No stop'],
    ['Pass it:\n\n```go\nf(ctx)\n```', 'Pass it: f(ctx)'],
    ['```go\n\nf(ctx)\n```', 'f(ctx)'],
    ['', ''],
  ])('the first sentence of %j is %j', (markdown, sentence) => {
    expect(firstSentence(markdown)).toBe(sentence);
  });

  test('code spans end at a run of the same length', () => {
    expect(spans('a ``b`c`` d `e')).toEqual([
      { code: false, text: 'a ' },
      { code: true, text: 'b`c' },
      { code: false, text: ' d `e' },
    ]);
  });
});
