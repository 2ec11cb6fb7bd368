import { importsOf, type PackageFile, type SourcePackage } from './source-package.ts';

/** One side of a comparison: packages by import path. */
interface Side<Own> {
  packages: ReadonlyMap<string, Own>;
  /** Path of the package of the repository that an import means. */
  meant: (path: string) => string | null;
}

/**
 * Packages of an earlier index that mean the same in a new one, by import path: their every file is the same, and so are
 * all packages of the repository that they are built of. Both have the same module files.
 */
export function sharedPackages(
  before: Side<SourcePackage>,
  now: Side<readonly PackageFile[]>,
): Map<string, SourcePackage> {
  const importers = new Map<string, Set<string>>();
  const changed = new Set<string>();
  for (const [path, files] of now.packages) {
    if (!isSame(before.packages.get(path)?.files, files)) changed.add(path);
    for (const { path: imported } of files.flatMap(importsOf)) {
      const meant = now.meant(imported);
      if (meant !== before.meant(imported)) changed.add(path);
      if (meant !== null) importers.set(meant, (importers.get(meant) ?? new Set()).add(path));
    }
  }
  // Grows while it is gone through.
  for (const one of changed) for (const importer of importers.get(one) ?? []) changed.add(importer);
  return new Map([...before.packages].filter(([path]) => now.packages.has(path) && !changed.has(path)));
}

function isSame(before: readonly PackageFile[] | undefined, files: readonly PackageFile[]): boolean {
  return (
    before?.length === files.length &&
    files.every(
      ({ path, source }, at) => source !== undefined && source === before[at]?.source && path === before[at].path,
    )
  );
}
