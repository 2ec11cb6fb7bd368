import type { Change } from '../core/change/change.ts';
import type { FilePair } from '../core/go/affected.ts';
import type { GoIndex } from '../core/go/index/go-index.ts';
import type { GoBlob, GoSnapshot } from '../core/go/reader.ts';
import { type Affected, type Sides, spread } from '../core/standards/spread.ts';

/** Files that the standards look at, on either side. */
export interface Targets {
  base: GoBlob[];
  head: GoBlob[];
  /** Files at head that the change marks as generated though they were not. */
  disguised: ReadonlySet<string>;
  /** Declarations whose meaning the change may alter from elsewhere, by file, with what is why. */
  affected: ReadonlyMap<string, readonly Affected[]>;
  /** The Go files of the change. */
  pairs: readonly FilePair[];
  /** Paths of the change. */
  touched: ReadonlySet<string>;
  /** The head's index, for questions about declarations. */
  index: GoIndex;
}

const MOST_AFFECTED = 400;

/** The changed Go files, and the unchanged ones that name a declaration which reads differently now. */
export function selectTargets(
  change: Change,
  base: GoSnapshot,
  head: GoSnapshot,
  { base: baseIndex, head: index }: Sides,
): Targets {
  const baseFiles = new Map(base.files.map((file) => [file.path, file]));
  const headFiles = new Map(head.files.map((file) => [file.path, file]));
  const changed = change.files.filter(({ modeOnly }) => !modeOnly);
  const pairs = changed.map((file) => {
    const before = file.basePath === null ? null : baseIndex.file(file.basePath);
    const after = index.file(file.path);
    const path = (after ? index.packageOf(file.path) : baseIndex.packageOf(file.basePath ?? file.path))?.path ?? '';
    return { base: before, head: file.status === 'deleted' ? null : after, package: path };
  });
  const touched = new Set(changed.flatMap(({ path, basePath }) => [path, basePath ?? path]));
  const affected = spread({ base: baseIndex, head: index }, pairs);
  const reached = [...affected.keys()].filter((path) => !touched.has(path)).slice(0, MOST_AFFECTED);
  const pick = (files: ReadonlyMap<string, GoBlob>, paths: Iterable<string | null>) =>
    [...new Set(paths)].flatMap((path) => (path === null ? [] : (files.get(path) ?? [])));
  // A header that the change adds to code that people wrote does not silence what looks at it.
  const disguised = new Set(
    pairs.flatMap(({ base: before, head: after }) =>
      after?.facts.generated && before && !before.facts.generated ? [after.path] : [],
    ),
  );
  const withHeader = (file: GoBlob): GoBlob => (disguised.has(file.path) ? { ...file, claimsGenerated: true } : file);
  return {
    disguised,
    base: pick(baseFiles, [...changed.map(({ basePath }) => basePath), ...reached]),
    head: pick(headFiles, [...changed.map(({ path }) => path), ...reached]).map(withHeader),
    affected,
    pairs,
    touched,
    index,
  };
}
