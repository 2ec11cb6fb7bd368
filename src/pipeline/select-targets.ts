import type { Change } from '../core/change/change.ts';
import { affectedFiles, type ChangedDeclaration, changedDeclarations } from '../core/go/affected.ts';
import { type BlobFacts, lazyFile } from '../core/go/analysed.ts';
import { GoIndex } from '../core/go/index/go-index.ts';
import type { PackageFile } from '../core/go/index/source-package.ts';
import type { GoBlob, GoSnapshot } from '../core/go/reader.ts';

/** Files that the standards look at, on either side. */
export interface Targets {
  base: GoBlob[];
  head: GoBlob[];
  /** Files at head that the change marks as generated though they were not. */
  disguised: ReadonlySet<string>;
  /** Unchanged files whose meaning the change may alter, with the declaration that is why. */
  affected: ReadonlyMap<string, ChangedDeclaration>;
  /** The head's index, for questions about declarations. */
  index: GoIndex;
}

/** Nothing outside the tables is needed to tell who names what. */
const NO_PACKAGES = { lookup: () => null };
const MOST_AFFECTED = 400;

/** The changed Go files, and the unchanged ones that name a declaration which reads differently now. */
export function selectTargets(
  change: Change,
  base: GoSnapshot,
  head: GoSnapshot,
  facts: ReadonlyMap<string, BlobFacts>,
): Targets {
  const baseFiles = new Map(base.files.map((file) => [file.path, file]));
  const headFiles = new Map(head.files.map((file) => [file.path, file]));
  const baseIndex = indexOf(base, facts);
  const index = indexOf(head, facts);
  const changed = change.files.filter(({ modeOnly }) => !modeOnly);
  const pairs = changed.map((file) => {
    const before = file.basePath === null ? null : baseIndex.file(file.basePath);
    const after = index.file(file.path);
    const path = (after ? index.packageOf(file.path) : baseIndex.packageOf(file.basePath ?? file.path))?.path ?? '';
    return { base: before, head: file.status === 'deleted' ? null : after, package: path };
  });
  const touched = new Set(changed.flatMap(({ path, basePath }) => [path, basePath ?? path]));
  const affected = affectedFiles(index, changedDeclarations(pairs), (path) => touched.has(path));
  const reached = [...affected.keys()].slice(0, MOST_AFFECTED);
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
    index,
  };
}

function indexOf(snapshot: GoSnapshot, facts: ReadonlyMap<string, BlobFacts>): GoIndex {
  const files: PackageFile[] = [];
  for (const { path, blob } of snapshot.files) {
    const known = facts.get(blob);
    if (known && 'json' in known) files.push(lazyFile(path, known));
  }
  return new GoIndex(files, snapshot.modules, NO_PACKAGES);
}
