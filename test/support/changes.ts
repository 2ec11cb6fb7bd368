import type { Claim } from '../../src/core/findings/finding.ts';
import { lineMapOf } from '../../src/core/findings/line-map.ts';
import { diffMaps } from '../../src/core/services/diff/diff.ts';
import { mapOf } from '../../src/core/services/map/map.ts';
import { judgeChange } from '../../src/core/standards/run-changes.ts';
import type { Standard } from '../../src/core/standards/standard.ts';
import { changeOf } from './contracts.ts';
import { goTree } from './go.ts';
import { manifestsOf } from './services.ts';

/** What a standard says of a change from the texts behind `base:` and `=` to those behind `=` and none. */
export function changeClaims(standard: Standard, texts: Readonly<Record<string, string>>): Claim[] {
  if (!standard.change) return [];
  const side = (own: 'base:' | '') =>
    Object.fromEntries(
      Object.entries(texts).flatMap(([name, text]) => {
        const [, mark = '', path = ''] = /^(base:|=|)(.*)$/s.exec(name) ?? [];
        return mark === '=' || mark === own ? [[path, text] as const] : [];
      }),
    );
  const [before, after] = [side('base:'), side('')];
  const [base, head] = [before, after].map((files) => {
    const { index } = goTree(files);
    return { index, map: mapOf(index, manifestsOf(files), []) };
  });
  if (!base || !head) throw new Error('no sides');
  const change = changeOf(before, after);
  const paths = Object.keys(after);
  const diff = diffMaps(base.map, head.map);
  return judgeChange([standard], { files: change.files, lines: lineMapOf(change), base, head, diff, paths });
}
