import type { Change } from '../../../change/change.ts';
import type { Snapshot } from '../../../change/snapshot.ts';
import { compareText } from '../../../findings/order.ts';
import type { GoIndex } from '../../../go/index/go-index.ts';
import { dirOf } from '../../../go/modules.ts';
import { roleOf } from '../role.ts';
import type { Excerpt } from './excerpt.ts';

/** A sibling's lines that are shown. */
const MOST_LINES = 110;
const MOST = 5;

/** For files that the change adds: the file that is to another service what this one is to its own. */
export function siblings(change: Change, index: GoIndex, base: Pick<Snapshot, 'entries'>): Excerpt[] {
  const touched = new Set(change.files.flatMap(({ path, basePath }) => [path, basePath ?? path]));
  const standing = [...base.entries.keys()].filter((path) => !touched.has(path) && !path.endsWith('_test.go'));
  const shown = new Set<string>();
  return change.files.flatMap(({ path, status }) => {
    const role = roleOf(path);
    if (status !== 'added' || shown.size >= MOST || !['go', 'deploy', 'schema', 'contract'].includes(role)) return [];
    const found = closest(path, standing);
    if (found === null || shown.has(found)) return [];
    shown.add(found);
    const why = `stands where ${path} does in another part`;
    const from = firstDeclaration(index, found);
    const to = from + MOST_LINES - 1;
    return [{ path: found, from, to, most: MOST_LINES, why, worth: 2, for: path }];
  });
}

function firstDeclaration(index: GoIndex, path: string): number {
  const facts = index.file(path)?.facts;
  return facts
    ? Math.min(...[...facts.functions, ...facts.types, ...facts.values].map(({ line }) => line), MOST_LINES)
    : 1;
}

/** The same name in a neighbouring directory; for manifests, another file of the same directory. */
function closest(path: string, standing: readonly string[]): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const ending = name.slice(name.lastIndexOf('.'));
  const parent = dirOf(dirOf(path));
  const alike = standing.filter((other) => other.endsWith(`/${name}`) && dirOf(dirOf(other)) === parent);
  const beside = path.endsWith('.go')
    ? []
    : standing.filter((other) => dirOf(other) === dirOf(path) && other.endsWith(ending));
  const far = standing.filter((other) => other.endsWith(`/${name}`));
  return (
    [alike, beside, far].map((all) => all.toSorted(compareText).at(-1)).find((found) => found !== undefined) ?? null
  );
}
