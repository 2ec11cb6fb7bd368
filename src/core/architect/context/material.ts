import type { Change } from '../../change/change.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import type { RepoConfig } from '../../config/repo-config.ts';
import type { Finding } from '../../findings/finding.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { visible } from '../../report/hidden.ts';
import type { MapDiff } from '../../services/diff/diff.ts';
import type { Impact } from '../../services/diff/impact.ts';
import type { ServiceMap } from '../../services/service-map.ts';
import type { LeftOut } from '../consultation.ts';
import type { Discussion } from '../discussion.ts';
import type { Side, Sight } from '../sight.ts';
import { across } from './across/across.ts';
import { around } from './around/around.ts';
import type { Excerpt } from './around/excerpt.ts';
import { excerptBlocks, excerptPieces } from './around/pieces.ts';
import { changedPieces } from './changed-files.ts';
import { factsBlock } from './facts.ts';
import { felt } from './felt.ts';
import { instructions } from './instructions.ts';
import { overview } from './overview.ts';
import { grouping, LARGEST_PART, type Part, partsOf } from './parts.ts';
import { pack } from './piece.ts';
import { remarksBlock } from './remarks.ts';
import { serviceChanges } from './service-changes.ts';

/** What surrounds the change may cost this much, and a share of the change, up to a limit. */
const AROUND = { least: 5_000, share: 0.5, most: 16_000 };

export interface Subject {
  change: Change;
  /** Of the head. */
  index: GoIndex;
  base: Pick<Snapshot, 'entries'>;
  findings: readonly Finding[];
  sight: Sight;
  /** The services of both sides, and what becomes of them; null where no map was made. */
  maps: { base: ServiceMap; head: ServiceMap; diff: MapDiff } | null;
  /** What it does to others; null where that was not asked. */
  impact: Impact | null;
  config: RepoConfig;
  discussion: Discussion;
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

/** After `changedPlaces` was loaded. */
export function planOf(subject: Subject): Plan {
  const { change, index, base, maps, sight } = subject;
  const others = across(change, { index, map: maps?.head ?? null, maps, sight });
  return { ...subject, excerpts: around(change, index, base, others) };
}

/** The changed files, where they are. */
export function changedPlaces({ files }: Change): { side: Side; path: string }[] {
  return files.flatMap(({ path, basePath, status }) => [
    ...(status === 'deleted' ? [] : [{ side: 'head' as const, path }]),
    ...(basePath === null ? [] : [{ side: 'base' as const, path: basePath }]),
  ]);
}

/** Other files of which `materialOf` shows something. */
export function placesOf({ excerpts }: Plan): { side: Side; path: string }[] {
  return excerpts.map(({ path }) => ({ side: 'head', path }));
}

/** The change in as few parts as requests can hold, after `placesOf` was loaded. */
export function dividedChange({ change, index, sight, maps }: Plan): { parts: Part[]; left: LeftOut[] } {
  const { pieces, left } = changedPieces(change, index, sight, grouping(maps?.head ?? null));
  const parts = partsOf(pieces);
  const shown = new Set(parts.flatMap((part) => part.pieces));
  const beyond = pieces.filter((piece) => !shown.has(piece)).map(({ name }) => ({ what: name, reason: NO_ROOM }));
  return { parts, left: [...left, ...beyond] };
}

const NO_ROOM = 'not shown: no room in the requests';

/** What the model is shown of a part, in the order of reading; of one without files what the change is about. */
export function materialOf(plan: Plan, part: Part, isWhole: boolean): Material {
  const { change, findings, sight, excerpts, maps, impact, config, discussion } = plan;
  const paths = new Set(part.pieces.map(({ path }) => path));
  const isHere = (path: string) => isWhole || paths.has(path);
  const opening = ['# The pull request', overview(change, discussion, (path) => sight.isExcluded(path))];
  const exchanged = maps && serviceChanges(maps.diff, sight);
  if (exchanged !== null) opening.push('# What becomes of the services', exchanged);
  const others = impact && felt(impact, sight);
  if (others !== null) opening.push('# Who feels it', others);
  if (part.pieces.length === 0) return { texts: opening, left: [] };
  const changed = pack(part.pieces, LARGEST_PART);
  const room = Math.min(AROUND.least + AROUND.share * changed.tokens, AROUND.most);
  const pieces = excerptPieces(
    excerpts.filter((excerpt) => paths.has(excerpt.for)),
    sight,
    grouping(maps?.head ?? null),
  );
  const surroundings = pack(pieces, room);
  const isShown = ({ path }: { path: string }) => !sight.isExcluded(path) && isHere(path);
  const facts = factsBlock(findings.filter(isShown));
  const remarks = remarksBlock(discussion.annotations.filter((one) => isShown(one) && sight.has('head', one.path)));
  const texts = [
    ...opening,
    ...instructions(config, paths),
    isWhole ? '# What it changes' : `# What it changes, one part of it: ${visible(part.name)}\n\n${PARTIAL}`,
    ...changed.chosen.map(({ text }) => text),
    ...(surroundings.chosen.length > 0 ? ['# Code around it, at head', ...excerptBlocks(surroundings.chosen)] : []),
    ...(facts === null ? [] : ['# Facts that the program found', facts]),
    ...(remarks === null ? [] : ['# What other checks say of it', remarks]),
  ];
  return { texts, left: [...changed.left, ...unseen(surroundings.left.length)] };
}

function unseen(count: number): LeftOut[] {
  if (count === 0) return [];
  return [
    { what: `${count} of the places around the change`, reason: 'no room in the request; the model may look them up' },
  ];
}

const PARTIAL =
  'The pull request is too large for one review. Judge this part; the others are judged beside it, and what they share is put together afterwards.';
