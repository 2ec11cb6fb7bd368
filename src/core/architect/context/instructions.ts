import { pathMatcher } from '../../config/glob.ts';
import type { RepoConfig } from '../../config/repo-config.ts';
import { dataBlock } from '../data-block.ts';

/** What the repository's people ask to be minded in the files at hand. */
export function instructions({ pathInstructions }: RepoConfig, paths: Iterable<string>): string[] {
  const all = [...paths];
  return pathInstructions.flatMap(({ path, text }) => {
    const isMeant = pathMatcher([path]);
    return all.some((one) => isMeant(one)) ? [dataBlock('instructions', { from: 'the team', for: path }, text)] : [];
  });
}
