import { expect, it } from 'vitest';
import { breadcrumbs } from '../../../../src/core/architect/context/breadcrumbs.ts';

it('tells the blocks around a line, and the whole signature', () => {
  const texts = `func (s *Service) Place(
	ctx context.Context,
) error {
	other()

	return s.tx(ctx, func(
		tx Tx,
	) error {
		for _, item := range items {
			if item.Done {
				continue
			} else {
				note(item)
				s.remote.Reserve(ctx, item)
			}
		}
	})
}`.split('\n');
  const at = texts.findIndex((text) => text.includes('Reserve'));
  const shown = [...new Set(breadcrumbs(texts, 0, at))].sort((a, b) => a - b).map((index) => texts[index]?.trim());
  expect(shown).toEqual([
    'func (s *Service) Place(',
    'ctx context.Context,',
    ') error {',
    'return s.tx(ctx, func(',
    ') error {',
    'for _, item := range items {',
    'if item.Done {',
    '} else {',
  ]);
});
