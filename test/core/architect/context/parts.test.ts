import { describe, expect, it } from 'vitest';
import { grouping, halves, partsOf } from '../../../../src/core/architect/context/parts.ts';
import { type Piece, pack } from '../../../../src/core/architect/context/piece.ts';

const piece = (name: string, group: string, ...sizes: [tokens: number, value: number][]): Piece => ({
  name,
  path: name,
  group,
  levels: sizes.map(([tokens, value], index) => ({
    text: `${name} ${index}`,
    tokens,
    value,
    lacks: index === sizes.length - 1 ? null : 'only its changed lines shown',
  })),
});
const names = (pieces: readonly Piece[]) => pieces.map(({ name }) => name);

describe('what fits', () => {
  const wiring = piece('main.go', 'orders', [10, 100], [100, 130]);
  const store = piece('store.go', 'orders', [10, 90], [20, 180]);
  const readme = piece('README.md', 'docs', [50, 60]);

  it('is what is worth most per token, and the rest is told', () => {
    expect(pack([wiring, store, readme], 85)).toEqual({
      chosen: [
        { piece: wiring, text: 'main.go 0' },
        { piece: store, text: 'store.go 1' },
        { piece: readme, text: 'README.md 0' },
      ],
      left: [{ what: 'main.go', reason: 'only its changed lines shown: no room in the request' }],
      tokens: 80,
    });
  });

  it('is nothing without room', () => {
    const { chosen, left } = pack([wiring, readme], 5);
    expect(chosen).toEqual([]);
    expect(left.map(({ what, reason }) => `${what}: ${reason}`)).toEqual([
      'main.go: not shown: no room in the request',
      'README.md: not shown: no room in the request',
    ]);
  });
});

describe('parts of a change', () => {
  it('are one where it fits', () => {
    expect(partsOf([piece('a', 'x', [10, 1]), piece('b', 'y', [10, 1])], 100).map(({ name }) => name)).toEqual([
      'x, y',
    ]);
  });

  it('keep a service together', () => {
    const pieces = [
      piece('cmd/x', 'x', [40, 4]),
      piece('cmd/y', 'y', [60, 6]),
      piece('pkg/x', 'x', [40, 4]),
      piece('pkg/z', 'z', [30, 3]),
    ];
    const parts = partsOf(pieces, 100);
    expect(parts.map(({ name, pieces: inside }) => [name, names(inside)])).toEqual([
      ['x', ['cmd/x', 'pkg/x']],
      ['y, z', ['cmd/y', 'pkg/z']],
    ]);
  });

  it('are four at most, of what is worth most', () => {
    const pieces = Array.from({ length: 12 }, (_, n) => piece(`f${n}`, `g${n}`, [100, n]));
    const parts = partsOf(pieces, 100);
    expect(parts).toHaveLength(4);
    expect(names(parts.flatMap((part) => part.pieces)).sort()).toEqual(['f10', 'f11', 'f8', 'f9']);
  });

  it('can be halved, by service and then by file', () => {
    const [a, b, c] = [piece('a', 'x', [10, 1]), piece('b', 'x', [10, 1]), piece('c', 'y', [10, 1])];
    const split = (...pieces: Piece[]) => halves({ name: '', pieces })?.map((half) => names(half.pieces));
    expect(split(a, b, c)).toEqual([['a', 'b'], ['c']]);
    expect(split(a, b)).toEqual([['a'], ['b']]);
    expect(split(a)).toBeUndefined();
  });

  it.each([
    ['cmd/orders/main.go', 'orders'],
    ['internal/orders/store/store.go', 'orders'],
    ['deploy/k8s/orders.yaml', 'orders'],
    ['proto/orders/v1/orders.proto', 'orders'],
    ['services/payments/main.go', 'payments'],
    ['Makefile', 'Makefile'],
  ])('%s belongs to %s', (path, group) => {
    expect(grouping(null)(path)).toBe(group);
  });
});
