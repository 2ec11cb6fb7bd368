import type { GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { dirOf } from '../../go/modules.ts';
import { rememberedBy } from '../../go/remember.ts';

/** The main packages of a snapshot, by directory. */
export const mainsOf = rememberedBy((index: GoIndex): ReadonlyMap<string, ReadonlySet<SourcePackage>> => {
  const found = new Map<string, Set<SourcePackage>>();
  for (const file of index.allFiles()) {
    const own = file.package === 'main' ? index.packageOf(file.path) : null;
    const at = dirOf(file.path);
    if (own) found.set(at, (found.get(at) ?? new Set()).add(own));
  }
  return found;
});
