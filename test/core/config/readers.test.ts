import { describe, expect, test } from 'vitest';
import { notOpen, refusalFor, VISIBILITIES } from '../../../src/core/config/readers.ts';

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
    expect(refusalFor(shop('private'), readers, 'public')).toBe(
      'add acme/shop to readers in its own .github/architect.yml',
    );
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

  test('and is not told of to more people than may know of it', () => {
    const said = [[], ['acme/shop']].map((readers) => refusalFor(shop('public'), readers, 'private'));
    expect(said).toEqual([notOpen(shop('public')), notOpen(shop('public'))]);
  });

  test('only where everybody may read it, when it is not known who reads the reviews', () => {
    expect(refusalFor(shop(null), ['acme/shop'], 'public')).toBeNull();
    expect(refusalFor(shop(null), ['acme/shop'], 'internal')).toBe(notOpen(shop(null)));
    expect(refusalFor(shop('internal'), ['acme/shop'], null)).toBe(notOpen(shop(null)));
  });
});
