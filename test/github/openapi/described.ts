/** GraphQL has a schema of its own; archives lie on another host; pages are for people. */
const ELSEWHERE = new Set([
  'POST /graphql',
  'GET /codeload/{id}/legacy.tar.gz/{sha}',
  'POST /settings/apps/new',
  'POST /organizations/{org}/settings/apps/new',
]);

/** GitHub's description of its REST API speaks of this route. */
export function isDescribed(route: string): boolean {
  return !ELSEWHERE.has(route);
}
