import type { Change, ChangedFile } from '../../src/core/change/change.ts';
import { computeHunks } from '../../src/core/change/compute.ts';
import { isForPostgres, isShared } from '../../src/core/contracts/sql/migration.ts';
import type { Claim } from '../../src/core/findings/finding.ts';
import { lineMapOf } from '../../src/core/findings/line-map.ts';
import type { GoIndex } from '../../src/core/go/index/go-index.ts';
import { compareContracts, isContract } from '../../src/core/standards/run-contracts.ts';
import type { Standard } from '../../src/core/standards/standard.ts';
import { openSqlParser } from '../../src/edge/parse/sql.ts';
import { goTree } from './go.ts';

const BASE = 'base:';
const sql = await openSqlParser();

/** What a standard says of a change from the texts behind `base:` to the others. */
export function contractClaims(
  standard: Standard,
  texts: Readonly<Record<string, string>>,
  { altersCode = true } = {},
): Claim[] {
  const read = (path: string) => isContract([standard], path);
  const all = Object.entries(texts).map(([name, text]) => {
    const isBase = name.startsWith(BASE);
    return { path: isBase ? name.slice(BASE.length) : name, text, isBase };
  });
  const [before, after] = [true, false].map((isBase) =>
    all.filter((file) => file.isBase === isBase && read(file.path)),
  );
  const paths = new Set(all.map(({ path }) => path));
  const files = [...paths].map((path) => {
    const [old, now] = [before, after].map((side) => side?.find((file) => file.path === path)?.text ?? null);
    return changed(path, old ?? null, now ?? null);
  });
  const change: Change = { base: 'a', head: 'b', title: null, body: null, files };
  return compareContracts([standard], before ?? [], after ?? [], lineMapOf(change), {
    sql,
    isPostgres: (path) => isForPostgres(path, ''),
    isShared: (path) => isShared(path, ''),
    base: indexAtBase(all),
    head: goTree(Object.fromEntries(all.flatMap(({ path, text, isBase }) => (isBase ? [] : [[path, text]])))).index,
    altersCode,
    // An example holds nothing else that could be needed.
    beside: { base: new Map(), head: new Map() },
    calledBy: () => null,
    requestedBy: () => null,
    unread: () => {},
  });
}

/** Files without a text behind `base:` stand there as they are. */
function indexAtBase(all: readonly { path: string; text: string; isBase: boolean }[]): GoIndex {
  const now = all.filter(({ isBase }) => !isBase);
  const old = all.filter(({ isBase }) => isBase);
  const texts = Object.fromEntries([...now, ...old].map(({ path, text }) => [path, text]));
  return goTree(texts).index;
}

/** The change between two sets of texts by path. */
export function changeOf(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): Change {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const files = paths
    .filter((path) => before[path] !== after[path])
    .map((path) => changed(path, before[path] ?? null, after[path] ?? null));
  return { base: 'a', head: 'b', title: null, body: null, files };
}

function changed(path: string, before: string | null, after: string | null): ChangedFile {
  return {
    path,
    basePath: before === null ? null : path,
    status: before === null ? 'added' : after === null ? 'deleted' : 'modified',
    ...{ kind: 'file', modeOnly: false, binary: false, baseBlob: 'a', headBlob: 'b', missingPatch: null },
    hunks: computeHunks(before ?? '', after ?? ''),
  };
}
