import type { GoIndex } from '../../go/index/go-index.ts';
import { importsOf, type SourcePackage } from '../../go/index/source-package.ts';
import { dirOf } from '../../go/modules.ts';

/** The packages of the repository that the program of a directory is built of. */
export function closureOf(main: string, index: GoIndex): SourcePackage[] {
  const start = [...index.allFiles()].find((file) => file.package === 'main' && dirOf(file.path) === main);
  const first = start ? index.packageOf(start.path) : null;
  const seen = new Set(first ? [first] : []);
  for (const own of seen)
    for (const file of own.files)
      if (!file.path.endsWith('_test.go'))
        for (const { path } of importsOf(file)) {
          const other = index.sourcePackage(path);
          if (other) seen.add(other);
        }
  return [...seen];
}
