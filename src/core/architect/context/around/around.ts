import type { Change } from '../../../change/change.ts';
import type { Snapshot } from '../../../change/snapshot.ts';
import type { GoIndex } from '../../../go/index/go-index.ts';
import { callees, receivers } from './callees.ts';
import { callers } from './callers.ts';
import type { Excerpt } from './excerpt.ts';
import { implementations, interfacesWith } from './interfaces.ts';
import { siblings } from './siblings.ts';
import { calleeOf, touchedCode } from './touched.ts';

/** Code at head that the change does not show and that an architect would open to judge it. */
export function around(
  change: Change,
  index: GoIndex,
  base: Pick<Snapshot, 'entries'>,
  others: readonly Excerpt[] = [],
): Excerpt[] {
  const { functions, types } = touchedCode(change, index);
  const satisfied = functions.flatMap((touched) =>
    interfacesWith(index, calleeOf(touched)).map(
      ({ file, fact }): Excerpt => ({
        path: file.path,
        from: fact.line,
        to: fact.endLine,
        why: `${touched.fact.receiver?.type} satisfies it`,
        worth: 3,
        for: touched.file.path,
      }),
    ),
  );
  const found = [
    ...callers(index, functions),
    ...implementations(index, types),
    ...satisfied,
    ...receivers(index, functions),
    ...callees(index, functions),
    ...siblings(change, index, base),
    ...others,
  ];
  const added = new Set(change.files.flatMap(({ status, path }) => (status === 'added' ? [path] : [])));
  const shown = [...functions, ...types].map(({ file, fact }) => ({ path: file.path, fact }));
  return found.filter(
    ({ path, from }) =>
      !added.has(path) && !shown.some((one) => one.path === path && from >= one.fact.line && from <= one.fact.endLine),
  );
}
