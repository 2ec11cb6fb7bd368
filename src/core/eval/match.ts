import type { Golden } from './case.ts';
import type { PostedComment } from './comment.ts';

/** Lines that a comment may stand from what it means. */
export const NEARBY = 3;

export type Verdict = 'matched' | 'duplicate' | 'false-alarm';

/** What became of each comment: the golden's index, null for a false alarm. */
export interface Match {
  verdict: Verdict;
  golden: number | null;
}

/** A comment and a golden that stand in one place, by index. */
export interface Pair {
  comment: number;
  golden: number;
}

/** A golden's path at head: one written with the path at base follows the rename. */
export type PathAtHead = (path: string) => string;

/** Comments and goldens of one file whose lines are at most `NEARBY` apart; the nearest golden of a comment first. */
export function pairsByPlace(
  comments: readonly PostedComment[],
  goldens: readonly Golden[],
  atHead: PathAtHead,
): Pair[] {
  return comments.flatMap((comment, i) =>
    goldens
      .map((golden, j) => ({ pair: { comment: i, golden: j }, distance: distance(comment, golden, atHead) }))
      .filter(({ distance }) => distance <= NEARBY)
      .sort((a, b) => a.distance - b.distance)
      .map(({ pair }) => pair),
  );
}

/** A comment stands where the diff lets it; the code it blames counts as well. */
function distance(comment: PostedComment, golden: Golden, atHead: PathAtHead): number {
  const path = atHead(golden.file);
  const distances = [comment, comment.blames]
    .filter((place) => place.path === path)
    .map((place) => Math.max(0, golden.line - place.endLine, place.line - golden.end_line));
  return Math.min(...distances);
}

/**
 * Gives as many goldens as possible a comment of their own. An earlier comment goes before a later one, and keeps a
 * golden when it may be another than its nearest. A comment without one of its own repeats another, if it has pairs at
 * all.
 *
 * @param pairs those that mean the same
 */
export function matchComments(comments: number, pairs: readonly Pair[]): Match[] {
  const byComment = Map.groupBy(pairs, ({ comment }) => comment);
  const goldensOf = (comment: number) => (byComment.get(comment) ?? []).map(({ golden }) => golden);
  const takenBy = new Map<number, number>();
  const take = (comment: number, seen: Set<number>): boolean =>
    goldensOf(comment).some((golden) => {
      if (seen.has(golden)) return false;
      seen.add(golden);
      const holder = takenBy.get(golden);
      if (holder !== undefined && !take(holder, seen)) return false;
      takenBy.set(golden, comment);
      return true;
    });
  const all = Array.from({ length: comments }, (_, comment) => comment);
  for (const comment of all) take(comment, new Set());
  const taken = new Map([...takenBy].map(([golden, comment]) => [comment, golden]));
  return all.map((comment) => {
    const own = taken.get(comment);
    if (own !== undefined) return { verdict: 'matched', golden: own };
    const [repeated] = goldensOf(comment);
    return repeated === undefined
      ? { verdict: 'false-alarm', golden: null }
      : { verdict: 'duplicate', golden: repeated };
  });
}
