import type { Change } from '../../change/change.ts';
import type { Finding } from '../../findings/finding.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { LeftOut } from '../consultation.ts';
import type { Sight } from '../sight.ts';
import { changedPieces } from './changed-files.ts';
import { factsBlock } from './facts.ts';
import { overview } from './overview.ts';
import { pack } from './piece.ts';

/** Estimated tokens of changed code in one request. */
const MOST_OF_CHANGE = 60_000;

export interface Subject {
  change: Change;
  /** Of the head. */
  index: GoIndex;
  findings: readonly Finding[];
  sight: Sight;
}

export interface Material {
  /** Blocks in the order of reading. */
  texts: string[];
  left: LeftOut[];
}

/** Files of which `materialOf` shows something. */
export function placesOf({ change }: Subject): { side: 'base' | 'head'; path: string }[] {
  return change.files.flatMap(({ path, basePath, status }) => [
    ...(status === 'deleted' ? [] : [{ side: 'head' as const, path }]),
    ...(basePath === null ? [] : [{ side: 'base' as const, path: basePath }]),
  ]);
}

/** What the model is shown of a change, after `placesOf` was loaded. */
export function materialOf({ change, index, findings, sight }: Subject): Material {
  const { pieces, left } = changedPieces(change, index, sight, (path) => path.slice(0, path.lastIndexOf('/')));
  const changed = pack(pieces, MOST_OF_CHANGE);
  const facts = factsBlock(findings.filter(({ path }) => !sight.isExcluded(path)));
  const texts = [
    '# The pull request',
    overview(change, (path) => sight.isExcluded(path)),
    '# What it changes',
    ...changed.texts,
    ...(facts === null ? [] : ['# Facts that the program found', facts]),
  ];
  return { texts, left: [...left, ...changed.left] };
}
