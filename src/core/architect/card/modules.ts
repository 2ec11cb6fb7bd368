import { compareText } from '../../findings/order.ts';
import { isGoMod } from '../../go/scope.ts';
import { dataBlock } from '../data-block.ts';
import type { Sight } from '../sight.ts';

const MOST_MODULES = 8;
/** Modules of tools and tests. */
const ASIDE = /(?:^|\/)(?:tests?|e2e|examples?|hack|tools|\.[^/]+)\//;
const MOST_REQUIRED = 60;

/** The modules with what they require directly: what the code may take for granted. */
export const modules = {
  paths: (paths: readonly string[]): string[] =>
    paths
      .filter((path) => isGoMod(path) && !ASIDE.test(path))
      .sort((a, b) => depthOf(a) - depthOf(b) || compareText(a, b))
      .slice(0, MOST_MODULES),

  text({ base, sight }: { base: { entries: ReadonlyMap<string, unknown> }; sight: Sight }): string {
    const files = this.paths([...base.entries.keys()]);
    return files
      .flatMap((path) => {
        const lines = sight.lines('base', path);
        return lines === null ? [] : [dataBlock('module', { path }, direct(lines).join('\n'))];
      })
      .join('\n');
  },
};

function depthOf(path: string): number {
  return path.split('/').length;
}

function direct(lines: readonly string[]): string[] {
  const told = lines
    .filter((line) => line.trim() !== '' && !line.includes('// indirect') && !/^\s*(?:require \(|\)|\/\/)/.test(line))
    .map((line) => line.trim());
  return told.length > MOST_REQUIRED
    ? [...told.slice(0, MOST_REQUIRED), `… ${told.length - MOST_REQUIRED} more`]
    : told;
}
