/** How many can look at a repository, as GitHub counts them: everybody, an enterprise, or who was let in. */
export const VISIBILITIES = ['public', 'internal', 'private'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

export interface Audience {
  /** The repository whose reviews are written, `acme/shop`. */
  repository: string;
  /** Null where it is not known: then it counts as public. */
  visibility: Visibility | null;
}

/**
 * Why a sibling may not be shown in the reviews of another repository, as a clause that says what to do; null when it
 * may. It must have named that repository, and whoever reads there must be able to read here anyway: what a team agreed
 * to while both were private is not shown to everybody once one of them is not.
 *
 * @param readers of the sibling's own configuration
 */
export function refusalFor(audience: Audience, readers: readonly string[], own: Visibility | null): string | null {
  const { repository, visibility } = audience;
  // Who may not know of it is not told that it is there.
  if (VISIBILITIES.indexOf(visibility ?? 'public') < VISIBILITIES.indexOf(own ?? 'private')) return notOpen(audience);
  const wanted = [repository, `${ownerOf(repository)}/*`].map((name) => name.toLowerCase());
  if (readers.some((reader) => wanted.includes(reader.toLowerCase()))) return null;
  return `add ${repository} to readers in its own .github/architect.yml`;
}

/** The same for one that is not there, that the token does not reach, and that fewer people see. */
export function notOpen({ repository }: Audience): string {
  return `it is not there, or not open to ${repository}: it must belong to the same installation, list ${repository} under readers in its own .github/architect.yml, and be visible to all who see ${repository}`;
}

export function ownerOf(repository: string): string {
  return repository.slice(0, repository.indexOf('/'));
}
