import picomatch from 'picomatch';
import { globProblem } from './glob.ts';

/** Where GitHub looks for it, in this order. */
export const OWNER_FILES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

const MOST_RULES = 5_000;

/**
 * Who owns a path by a CODEOWNERS file: the last rule that matches says it.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function codeOwners(text: string): (path: string) => readonly string[] {
  const rules = text
    .split('\n', MOST_RULES)
    .flatMap((line) => {
      const [pattern = '', ...owners] = line
        .replace(/\s+#.*$/, '')
        .trim()
        .split(/\s+/);
      const isRule = pattern !== '' && !/^[#!]/.test(pattern) && globProblem(pattern.replace(/^\//, '')) === null;
      return !isRule ? [] : [{ matches: matcher(pattern), owners }];
    })
    .toReversed();
  return (path) => rules.find(({ matches }) => matches(path))?.owners ?? [];
}

/** As in .gitignore: a slash before the end anchors, a name alone is at any depth, a folder means all within. */
function matcher(pattern: string): (path: string) => boolean {
  const plain = pattern.replace(/^\/|\/$/g, '');
  const isAnchored = /\/./.test(pattern);
  const start = isAnchored ? '' : '**/';
  // `docs/*` owns the files of the folder, and not those of folders within.
  const isShallow = plain.endsWith('/*');
  const globs = [...(pattern.endsWith('/') ? [] : [`${start}${plain}`]), ...(isShallow ? [] : [`${start}${plain}/**`])];
  return picomatch(globs, { dot: true, nobrace: true, noextglob: true });
}
