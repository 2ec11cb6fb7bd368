import type { Snapshot } from '../../change/snapshot.ts';
import { compareText } from '../../findings/order.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { dirOf } from '../../go/modules.ts';
import { dataBlock } from '../data-block.ts';
import type { Sight } from '../sight.ts';

const DEPTH = 3;
const MOST = 90;
const MOST_COMMANDS = 60;

/** Directories with the number of files below, and the commands. */
export function layout(base: Pick<Snapshot, 'entries'>, index: GoIndex, sight: Sight): string {
  const counts = new Map<string, number>();
  for (const path of base.entries.keys()) {
    if (sight.isExcluded(path)) continue;
    const parts = path.split('/').slice(0, -1);
    for (let depth = 1; depth <= Math.min(parts.length, DEPTH); depth++) {
      const dir = parts.slice(0, depth).join('/');
      counts.set(dir, (counts.get(dir) ?? 0) + 1);
    }
  }
  const rows = [...counts].sort(([a], [b]) => compareText(a, b));
  const shown = shallowest(rows).map(([dir, n]) => `${dir}/ ${n}`);
  const mains = new Set<string>();
  for (const file of index.allFiles())
    if (file.package === 'main' && !sight.isExcluded(file.path) && !file.path.endsWith('_test.go'))
      mains.add(dirOf(file.path) || '.');
  const commands = [...mains].sort(compareText).slice(0, MOST_COMMANDS);
  return dataBlock(
    'layout',
    { of: 'directories, with files below' },
    [...shown, `commands: ${commands.join(', ') || 'none'}`].join('\n'),
  );
}

/** As many levels as there is room for. */
function shallowest(rows: [string, number][]): [string, number][] {
  for (let depth = DEPTH; depth > 1; depth--) {
    const kept = rows.filter(([dir]) => dir.split('/').length <= depth);
    if (kept.length <= MOST) return kept;
  }
  return rows.filter(([dir]) => !dir.includes('/')).slice(0, MOST);
}
