import type { Change } from '../../change/change.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import type { Finding } from '../../findings/finding.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { LeftOut } from '../consultation.ts';
import type { Side, Sight } from '../sight.ts';
import { around } from './around/around.ts';
import type { Excerpt } from './around/excerpt.ts';
import { excerptBlocks, excerptPieces } from './around/pieces.ts';
import { changedPieces } from './changed-files.ts';
import { factsBlock } from './facts.ts';
import { overview } from './overview.ts';
import { pack } from './piece.ts';

/** Estimated tokens of changed code in one request. */
const MOST_OF_CHANGE = 60_000;
/** What surrounds the change may cost this much, and a share of the change, up to a limit. */
const AROUND = { least: 5_000, share: 0.5, most: 16_000 };

export interface Subject {
  change: Change;
  /** Of the head. */
  index: GoIndex;
  base: Pick<Snapshot, 'entries'>;
  findings: readonly Finding[];
  sight: Sight;
}

/** What may be shown, before any of it was read. */
export interface Plan extends Subject {
  excerpts: readonly Excerpt[];
}

export interface Material {
  /** Blocks in the order of reading. */
  texts: string[];
  left: LeftOut[];
}

export function planOf(subject: Subject): Plan {
  return { ...subject, excerpts: around(subject.change, subject.index, subject.base) };
}

/** Files of which `materialOf` shows something. */
export function placesOf({ change, excerpts }: Plan): { side: Side; path: string }[] {
  const changed = change.files.flatMap(({ path, basePath, status }) => [
    ...(status === 'deleted' ? [] : [{ side: 'head' as const, path }]),
    ...(basePath === null ? [] : [{ side: 'base' as const, path: basePath }]),
  ]);
  return [...changed, ...excerpts.map(({ path }) => ({ side: 'head' as const, path }))];
}

/** What the model is shown of a change, after `placesOf` was loaded. */
export function materialOf({ change, index, findings, sight, excerpts }: Plan): Material {
  const groupOf = (path: string) => path.slice(0, path.lastIndexOf('/'));
  const { pieces, left } = changedPieces(change, index, sight, groupOf);
  const changed = pack(pieces, MOST_OF_CHANGE);
  const room = Math.min(AROUND.least + AROUND.share * changed.tokens, AROUND.most);
  const surroundings = pack(excerptPieces(excerpts, sight, groupOf), room);
  const facts = factsBlock(findings.filter(({ path }) => !sight.isExcluded(path)));
  const texts = [
    '# The pull request',
    overview(change, (path) => sight.isExcluded(path)),
    '# What it changes',
    ...changed.chosen.map(({ text }) => text),
    ...(surroundings.chosen.length > 0 ? ['# Code around it, at head', ...excerptBlocks(surroundings.chosen)] : []),
    ...(facts === null ? [] : ['# Facts that the program found', facts]),
  ];
  return { texts, left: [...left, ...changed.left, ...surroundings.left] };
}
