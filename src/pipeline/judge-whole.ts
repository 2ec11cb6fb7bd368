import type { PullRequest } from '../core/change/snapshot.ts';
import type { Claim } from '../core/findings/finding.ts';
import { lineMapOf } from '../core/findings/line-map.ts';
import type { GoIndex } from '../core/go/index/go-index.ts';
import type { Options } from '../core/go/reader.ts';
import { STANDARDS } from '../core/standards/registry.ts';
import { judgeChange } from '../core/standards/run-changes.ts';
import type { ChangedMap } from './map.ts';

/** What a pull request makes of the repository as a whole. */
export function judgeWhole(
  { change, head }: PullRequest,
  indexes: { base: GoIndex; head: GoIndex },
  maps: ChangedMap,
  { thresholds }: Options,
): Claim[] {
  const changed = {
    files: change.files,
    lines: lineMapOf(change),
    base: { map: maps.base, index: indexes.base },
    head: { map: maps.head, index: indexes.head },
    diff: maps.diff,
    paths: [...head.entries.keys()],
  };
  return judgeChange(STANDARDS, changed, (id) => thresholds?.[id] ?? {});
}
