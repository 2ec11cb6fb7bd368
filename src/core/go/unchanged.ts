import type { GoIndex } from './index/go-index.ts';
import { importsOf, type SourcePackage } from './index/source-package.ts';
import { dirOf } from './modules.ts';
import type { GoSnapshot } from './reader.ts';

/**
 * Import paths of the packages at head whose every file is the same at base, and those of all packages of the repository
 * that they are built of, too: whatever follows from the code of such a package alone is as it was.
 */
export function unchangedPackages(base: GoSnapshot, head: GoSnapshot, index: GoIndex): ReadonlySet<string> {
  // Another module file may give imports another meaning.
  if (JSON.stringify(base.modules) !== JSON.stringify(head.modules)) return new Set();
  const dirs = changedDirs(base, head);
  const importers = new Map<SourcePackage, Set<SourcePackage>>();
  const all = new Set<SourcePackage>();
  const changed = new Set<SourcePackage>();
  for (const file of index.allFiles()) {
    const own = index.packageOf(file.path);
    if (!own) continue;
    all.add(own);
    if (dirs.has(dirOf(file.path))) changed.add(own);
    for (const { path } of importsOf(file)) {
      const imported = index.sourcePackage(path);
      if (imported) importers.set(imported, (importers.get(imported) ?? new Set()).add(own));
    }
  }
  // Grows while it is gone through.
  for (const one of changed) for (const importer of importers.get(one) ?? []) changed.add(importer);
  return new Set([...all].filter((one) => !changed.has(one)).map(({ path }) => path));
}

function changedDirs(base: GoSnapshot, head: GoSnapshot): Set<string> {
  const texts = ({ files }: GoSnapshot) =>
    new Map(files.map(({ path, blob, claimsGenerated = false }) => [`${path} ${blob} ${claimsGenerated}`, path]));
  const [before, after] = [texts(base), texts(head)];
  const isIn =
    (other: ReadonlyMap<string, string>) =>
    ([text]: [string, string]) =>
      !other.has(text);
  return new Set(
    [...[...before].filter(isIn(after)), ...[...after].filter(isIn(before))].map(([, path]) => dirOf(path)),
  );
}
