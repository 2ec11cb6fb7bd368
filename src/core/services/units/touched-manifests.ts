import type { Change } from '../../change/change.ts';
import { dirOf, joinPath } from '../../go/modules.ts';
import { isGoMod } from '../../go/scope.ts';
import { manifestKind } from '../manifests/kind.ts';

/** Whether a manifest of one side may say something else since the change, by its path. */
export function touchedManifests({ files }: Change, side: 'path' | 'basePath'): (path: string) => boolean {
  const changed = files.filter(({ modeOnly }) => !modeOnly);
  const paths = new Set(changed.flatMap(({ [side]: path }) => path ?? []));
  // An image is built for the version of Go that its module asks for, a chart's templates are filled with its values.
  const hasModule = changed.some(({ path }) => isGoMod(path));
  const templates = changed.flatMap(({ path }) =>
    manifestKind(path) === 'values' ? [`${joinPath(dirOf(path), 'templates')}/`] : [],
  );
  return (path) =>
    paths.has(path) ||
    (hasModule && manifestKind(path) === 'dockerfile') ||
    templates.some((folder) => path.startsWith(folder));
}
