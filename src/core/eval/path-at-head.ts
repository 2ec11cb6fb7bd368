import type { Change } from '../change/change.ts';
import type { PathAtHead } from './match.ts';

/** Follows renames: a path of the base, where the head has no such file of its own in the change. */
export function pathAtHead({ files }: Change): PathAtHead {
  const heads = new Set(files.map(({ path }) => path));
  const renamed = new Map(
    files.flatMap(({ basePath, path, status }) =>
      status === 'renamed' && basePath !== null && basePath !== path ? [[basePath, path]] : [],
    ),
  );
  return (path) => (heads.has(path) ? path : (renamed.get(path) ?? path));
}
