import type { Finding } from '../../findings/finding.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { Review } from '../../report/review.ts';
import type { MapDiff } from '../diff/diff.ts';
import type { ServiceMap } from '../service-map.ts';
import type { Siblings } from '../siblings/contracts.ts';
import { runnersOf } from './runners.ts';

/** What a review tells of a map: the services that run code of the repository, every edge with the place that proves it. */
export function inReview(map: MapDiff): Pick<Review, 'services' | 'edges' | 'map'> {
  return {
    services: map.services.flatMap(({ name, root, kind, change }) =>
      kind === 'go' || kind === 'other' ? [{ name, root, kind, change }] : [],
    ),
    edges: map.edges.map(({ from, to, kind, state, subject, change, evidence }) => ({
      from,
      to,
      kind,
      state,
      subject,
      change,
      path: evidence[0]?.path ?? '',
      line: evidence[0]?.line ?? 1,
      evidence: evidence.map(({ path, line, text }) => ({ path, line, text })),
    })),
    map,
  };
}

/** Who runs what the findings are about. */
export function runnersIn(
  findings: readonly Finding[],
  map: ServiceMap,
  index: GoIndex,
): NonNullable<Review['runners']> {
  const runners = runnersOf(map, index);
  return Object.fromEntries(findings.map((one) => [one.fingerprint, runners(one)]));
}

/** Which siblings were read, at which commit, and which were not; nothing where none are named. */
export function siblingsIn({ read, unread }: Siblings): Pick<Review, 'siblings'> {
  if (read.length + unread.length === 0) return {};
  return {
    siblings: [
      ...read.map(({ repository, commit }) => ({ repository, commit, why: null })),
      ...unread.map(({ repository, why }) => ({ repository, commit: null, why })),
    ],
  };
}
