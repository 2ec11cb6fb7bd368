import { describe, expect, test } from 'vitest';
import { refusalFor, VISIBILITIES } from '../../../src/core/config/readers.ts';

const shop = (visibility: (typeof VISIBILITIES)[number] | null) => ({ repository: 'acme/shop', visibility });

describe('a sibling is shown', () => {
  test.each([
    ['by name', ['acme/shop']],
    ['in any case, as names are at GitHub', ['ACME/Shop']],
    ['with all of its owner', ['acme/*']],
  ])('to whom it names %s', (_, readers) => {
    expect(refusalFor(shop('private'), readers, 'private')).toBeNull();
  });

  test.each([
    ['nobody', []],
    ['another', ['acme/shop-web']],
    ['another owner', ['other/*', 'other/shop']],
  ])('to no one else: it names %s', (_, readers) => {
    expect(refusalFor(shop('private'), readers, 'public')).toContain('does not name acme/shop under readers');
  });

  test('never to more people than can read it, whatever it names', () => {
    const shown = VISIBILITIES.flatMap((home) =>
      VISIBILITIES.filter((own) => refusalFor(shop(home), ['acme/shop'], own) === null).map(
        (own) => `${own} in ${home}`,
      ),
    );
    expect(shown).toEqual([
      'public in public',
      'public in internal',
      'internal in internal',
      'public in private',
      'internal in private',
      'private in private',
    ]);
  });

  test('only where everybody may read it, when it is not known who reads the reviews', () => {
    expect(refusalFor(shop(null), ['acme/shop'], 'public')).toBeNull();
    expect(refusalFor(shop(null), ['acme/shop'], 'internal')).toContain('acme/shop is public and it is internal');
    expect(refusalFor(shop('internal'), ['acme/shop'], null)).toContain('private');
  });
});
