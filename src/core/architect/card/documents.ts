import { dataBlock } from '../data-block.ts';
import type { Sight } from '../sight.ts';

/** By what they are worth to an architect, the first first. */
const WANTED = [
  /^(?:docs?\/)?(?:ARCHITECTURE|DESIGN)(?:[-_./].*)?\.(?:md|adoc|rst)$/i,
  /^docs?\/(?:.*\/)?(?:architecture|design|conventions?|guidelines?|standards?)[^/]*\.(?:md|adoc|rst)$/i,
  /^(?:\.github\/|docs?\/)?(?:CONTRIBUTING|DEVELOPMENT|STYLE(?:GUIDE)?|CLAUDE|AGENTS)\.(?:md|adoc|rst)$/i,
  /^README\.(?:md|adoc|rst)$/i,
];
const MOST = 5;
/** Characters of one document, and of all. */
const LONGEST = 5_000;
/** How to contribute is mostly about issues and signatures. */
const LONGEST_RULES = 2_000;
const LONGEST_IN_ALL = 12_000;
const MOST_LINES = 600;

/** What the repository says of itself: its beginnings. */
export const documents = {
  paths: (paths: readonly string[]): string[] =>
    WANTED.flatMap((wanted) => paths.filter((path) => wanted.test(path))).slice(0, MOST),

  text({ base, sight }: { base: { entries: ReadonlyMap<string, unknown> }; sight: Sight }): string {
    let room = LONGEST_IN_ALL;
    const blocks: string[] = [];
    for (const path of new Set(this.paths([...base.entries.keys()]))) {
      const text = readable(sight.lines('base', path) ?? []);
      const shown = text.slice(0, Math.min(/contributing/i.test(path) ? LONGEST_RULES : LONGEST, room));
      if (shown.length < 200 && shown !== text) continue;
      room -= shown.length;
      if (shown !== '') blocks.push(dataBlock('document', { path }, shown === text ? text : `${shown}\n… (cut)`));
    }
    return blocks.join('\n');
  },
};

/** Without what only looks: badges, images, comments, tables of contents. */
export function readable(lines: readonly string[]): string {
  return lines
    .slice(0, MOST_LINES)
    .filter((line) => !/^\s*(?:\[?!\[|<[^>]*>\s*$|- \[[^\]]*\]\(#)/.test(line))
    .join('\n')
    .replace(/<!--[\s\S]{0,4000}?-->/g, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
