import picomatch from 'picomatch';

const MOST_STARS = 8;
const MOST_STARS_IN_SEGMENT = 3;

/** Says whether a path from the root is meant. A glob that names a directory covers everything in it. */
export function pathMatcher(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const patterns = globs.flatMap((glob) => {
    const bare = glob.replace(/\/+$/, '');
    return [bare, `${bare}/**`];
  });
  return picomatch(patterns, { dot: true, noextglob: true });
}

/** What to write instead of a glob that cannot be used; null for a good one. */
export function globProblem(glob: string): string | null {
  if (glob.startsWith('/') || glob.startsWith('./'))
    return 'write it from the repository root, without a leading / or ./';
  if (glob.includes('\\')) return 'separate directories with /';
  if (glob.startsWith('!')) return 'list what is meant; a leading ! does not exclude';
  if (/[?*+@!]\(/.test(glob)) return 'use only *, **, ?, [abc] and {a,b}';
  // Wildcards multiply the ways that a matcher tries, so a hostile glob could stall the review.
  const segments = glob.split('/');
  if (starsIn(glob) > MOST_STARS) return `use at most ${MOST_STARS} wildcards`;
  if (segments.some((segment) => starsIn(segment) > MOST_STARS_IN_SEGMENT)) {
    return `use at most ${MOST_STARS_IN_SEGMENT} wildcards between two slashes`;
  }
  return null;
}

function starsIn(text: string): number {
  return text.match(/\*+/g)?.length ?? 0;
}
