import type { Change } from '../change/change.ts';
import type { Snapshot } from '../change/snapshot.ts';

/** Folders by whose name code counts as that of others. */
const OTHERS = /^(?:.*\/)?(?:vendor|third_party)\//;

/**
 * Go files that the change puts where code of others lies, in a folder that it makes itself: its name alone does not
 * take them out of review. What `go mod vendor` wrote is told by its list of modules.
 */
export function smuggledFiles(change: Change, base: Snapshot, head: Snapshot): Set<string> {
  const added = change.files.flatMap(({ path, status }) => {
    const folder = status !== 'deleted' && path.endsWith('.go') ? OTHERS.exec(path)?.[0] : undefined;
    return folder === undefined ? [] : [{ path, folder }];
  });
  const suspect = new Set(added.map(({ folder }) => folder));
  for (const folder of suspect) if (head.entries.has(`${folder}modules.txt`)) suspect.delete(folder);
  if (suspect.size > 0)
    for (const path of base.entries.keys()) {
      const folder = OTHERS.exec(path)?.[0];
      if (folder !== undefined) suspect.delete(folder);
    }
  return new Set(added.filter(({ folder }) => suspect.has(folder)).map(({ path }) => path));
}
