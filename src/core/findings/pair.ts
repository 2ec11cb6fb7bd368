import type { Placed } from './match-keys.ts';
import { compareText } from './order.ts';

/** Above this many candidate pairs the order alone decides: the exact answer costs their product. */
const MOST_CELLS = 250_000;

/**
 * Pairs as many as it can, keeping the order of both sides and the sum of distances least: with three
 * equal claims at base and two at head, the two nearest to where they stood are the old ones.
 */
export function pairClosest(base: readonly Placed[], head: readonly Placed[]): [Placed, Placed][] {
  const [olds, news] = [base.toSorted(inOrder), head.toSorted(inOrder)];
  if (olds.length === news.length || olds.length * news.length > MOST_CELLS) return zip(olds, news);
  return olds.length < news.length
    ? align(olds, news)
    : align(news, olds).map(([first, second]): [Placed, Placed] => [second, first]);
}

function inOrder(a: Placed, b: Placed): number {
  return compareText(a.path, b.path) || a.at - b.at || a.claim.start - b.claim.start;
}

function zip(olds: readonly Placed[], news: readonly Placed[]): [Placed, Placed][] {
  return olds.flatMap((old, index): [Placed, Placed][] => {
    const other = news[index];
    return other === undefined ? [] : [[old, other]];
  });
}

/** Least-cost alignment that places every one of the `few`; both are in order. */
function align(few: readonly Placed[], many: readonly Placed[]): [Placed, Placed][] {
  // costs[i][j]: placing the first i of the few among the first j of the many.
  const costs: number[][] = [new Array<number>(many.length + 1).fill(0)];
  for (const [i, one] of few.entries()) {
    const above = costs[i] ?? [];
    const row: number[] = [Number.POSITIVE_INFINITY];
    for (const [j, other] of many.entries()) {
      row.push(Math.min(row[j] ?? 0, (above[j] ?? 0) + distance(one, other)));
    }
    costs.push(row);
  }
  const pairs: [Placed, Placed][] = [];
  let j = many.length;
  for (let i = few.length; i > 0; i--, j--) {
    while (j > i && costs[i]?.[j] === costs[i]?.[j - 1]) j--;
    const [one, other] = [few[i - 1], many[j - 1]];
    if (one !== undefined && other !== undefined) pairs.push([one, other]);
  }
  return pairs.reverse();
}

function distance(a: Placed, b: Placed): number {
  return Math.abs(a.at - b.at);
}
