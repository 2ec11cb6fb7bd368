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
export function refusalFor(
  { repository, visibility }: Audience,
  readers: readonly string[],
  own: Visibility | null,
): string | null {
  const [owner] = repository.split('/');
  const wanted = [repository, `${owner}/*`].map((name) => name.toLowerCase());
  if (!readers.some((reader) => wanted.includes(reader.toLowerCase())))
    return `it does not name ${repository} under readers in its own .github/architect.yml`;
  const isWider = VISIBILITIES.indexOf(visibility ?? 'public') < VISIBILITIES.indexOf(own ?? 'private');
  return isWider
    ? `${repository} is ${visibility ?? 'public'} and it is ${own ?? 'private'}: it is not shown to more people than can read it`
    : null;
}
