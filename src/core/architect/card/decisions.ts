import { compareText } from '../../findings/order.ts';
import { dataBlock } from '../data-block.ts';
import type { Sight } from '../sight.ts';
import { readable } from './documents.ts';

const RECORD = /(?:^|\/)(?:adrs?|decisions?|decision-records|rfcs?)\/(?:.*\/)?[^/]*\.(?:md|adoc|rst)$/i;
const NOT_ONE = /(?:^|\/)(?:README|index|template)[^/]*$|template/i;
const MOST = 30;
/** Characters of one record: its title, status and what was decided. */
const LONGEST = 700;

/** Decision records, the newest first as their names count them: what was decided, shortened. */
export const decisions = {
  paths: (paths: readonly string[]): string[] =>
    paths
      .filter((path) => RECORD.test(path) && !NOT_ONE.test(path))
      .sort((a, b) => compareText(b, a))
      .slice(0, MOST),

  text({ base, sight }: { base: { entries: ReadonlyMap<string, unknown> }; sight: Sight }): string {
    return this.paths([...base.entries.keys()])
      .flatMap((path) => {
        const text = gist(readable(sight.lines('base', path) ?? []));
        return text === '' ? [] : [dataBlock('decision record', { path }, text)];
      })
      .join('\n');
  },
};

/** Title and status, then the decision itself where the record has such a section. */
function gist(text: string): string {
  if (text.length <= LONGEST) return text;
  const decision = /^#+\s*decision\b/im.exec(text)?.index;
  if (decision === undefined || decision < LONGEST / 2) return `${text.slice(0, LONGEST)}… (cut)`;
  return `${text.slice(0, 200)}…\n${text.slice(decision, decision + LONGEST - 200)}… (cut)`;
}
