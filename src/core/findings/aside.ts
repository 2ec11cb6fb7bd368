import type { Claim } from './finding.ts';

const DEMOS =
  /(?:^|\/)(?:demos?|demo-[^/]+|[^/]+-demo|quick-?starts?|getting-started|playgrounds?|mocks?|mock-[^/]+|[^/]+-mock|fake-[^/]+)\//i;
/** What leaks by lying in the repository, and what others build upon. */
const WHEREVER = /^(?:api\/|security\/(?:hardcoded-secret|secret-in-manifest)$)/;

/** Nobody depends on what is shown or played with there: claims on it are hints. */
export function asHintsInDemos(claims: readonly Claim[]): Claim[] {
  return claims.map((claim) =>
    claim.lane === 'D' && DEMOS.test(claim.path) && !WHEREVER.test(claim.standard) ? { ...claim, lane: 'H' } : claim,
  );
}
