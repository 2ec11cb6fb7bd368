import { dirOf } from '../modules.ts';
import type { PackageFile } from './source-package.ts';

/**
 * The package that a directory is imported as. Programs that no build takes (`//go:build ignore`) and external tests
 * stand beside it under other names: the name of most files is the directory's, `main` only where there is no other.
 */
export function packageNames(files: readonly PackageFile[]): (dir: string) => string {
  const counts = new Map<string, Map<string, number>>();
  for (const file of files) {
    const isTest = file.path.endsWith('_test.go');
    const name = isTest ? file.package.replace(/_test$/, '') : file.package;
    const dir = dirOf(file.path);
    const names = counts.get(dir) ?? new Map<string, number>();
    counts.set(dir, names);
    names.set(name, (names.get(name) ?? 0) + weight(name, isTest));
  }
  const chosen = new Map<string, string>();
  for (const [dir, names] of counts)
    chosen.set(dir, [...names].reduce((best, other) => (other[1] > best[1] ? other : best))[0]);
  return (dir) => chosen.get(dir) ?? '';
}

function weight(name: string, isTest: boolean): number {
  if (isTest) return 1e-6;
  return name === 'main' || name === 'documentation' ? 1e-3 : 1;
}
