import { describe, expect, test } from 'vitest';
import { QuotedText } from '../../../../src/core/architect/verify/quote.ts';

const GO = `package orders

func (s *Store) Place(ctx context.Context, order Order) error {
	if err := s.charge(ctx, order); err != nil {
		return err
	}
	return s.save(ctx, order)
}

func (s *Store) Cancel(ctx context.Context, order Order) error {
	return s.save(ctx, order)
}
`;
const lines = (quote: string) => new QuotedText(GO).find(quote).map(({ line, endLine }) => [line, endLine]);

describe('a quote is found', () => {
  test('as it stands', () => {
    const [found] = new QuotedText(GO).find('s.charge(ctx, order)');
    expect(GO.slice(found?.start, found?.end)).toBe('s.charge(ctx, order)');
    expect(found).toMatchObject({ line: 4, endLine: 4 });
  });

  test.each([
    ['with other white space', 'if err := s.charge( ctx,order ); err != nil {\n    return err\n}'],
    ['copied out of a diff', '+\tif err := s.charge(ctx, order); err != nil {\n+\t\treturn err\n \t}'],
    ['with line numbers', '4| if err := s.charge(ctx, order); err != nil {\n5| return err\n6| }'],
  ])('%s', (_how, quote) => {
    expect(lines(quote)).toEqual([[4, 6]]);
  });

  test('at every place that has it', () => {
    expect(lines('return s.save(ctx, order)')).toEqual([
      [7, 7],
      [11, 11],
    ]);
  });
});

describe('a quote is not found', () => {
  test.each([
    ['that is made up', 's.charge(ctx, order, 3)'],
    ['that leaves something out', 'if err := s.charge(…); err != nil {'],
    ['that is half a name', 'charg'],
    ['that could stand anywhere', '}'],
    ['of white space', ' \n\t'],
    ['of signs alone', '){}}\n}'],
  ])('%s', (_what, quote) => {
    expect(lines(quote)).toEqual([]);
  });
});

test('a text of a megabyte is searched', () => {
  const text = new QuotedText(GO.repeat(4_000));
  expect(text.find('return s.save(ctx, order)').length).toBe(100);
  expect(text.find('nothing of the kind')).toEqual([]);
});
