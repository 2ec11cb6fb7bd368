import type { Review, SiblingUse } from './review.ts';
import { commit, count } from './words.ts';

/** Siblings that configuration names and that were not read: what leads to them, or comes from them, is not known. */
export function unreadSiblings({ siblings = [] }: Review): SiblingUse[] {
  return siblings.filter(({ why }) => why !== null);
}

/** What is said of each sibling, in prose without Markdown; one line each for those that were not read. */
export function siblingLines(review: Review): string[] {
  const read = (review.siblings ?? []).filter(({ why }) => why === null);
  const names = read.map(({ repository, commit: at }) => (at === null ? repository : `${repository} at ${commit(at)}`));
  return [
    ...(names.length > 0 ? [`${count(names.length, 'sibling')} read: ${names.join(', ')}`] : []),
    ...unreadSiblings(review).map(({ repository, why }) => `sibling ${repository} was not read: ${why}`),
  ];
}

/** What a row under "In other repositories" is about. */
export const ELSEWHERE_KINDS = {
  rpc: 'method',
  route: 'route',
  topic: 'topic',
  call: 'nobody answers any more',
} as const;
