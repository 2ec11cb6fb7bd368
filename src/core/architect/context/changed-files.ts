import type { Change, ChangedFile } from '../../change/change.ts';
import type { FileFacts } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { LeftOut } from '../consultation.ts';
import { dataBlock } from '../data-block.ts';
import type { Sight } from '../sight.ts';
import { tokensOf } from '../tokens.ts';
import { changedLines, chosenLines } from './choose-lines.ts';
import type { Level, Piece } from './piece.ts';
import { roleOf, WORTH } from './role.ts';
import { renderLines, type ShownLine, shownLines } from './shown-lines.ts';

/** What the rest of a declaration is worth beside its changed lines. */
const AROUND_WORTH = 0.3;
/** Lines of the longest licence at the head of a file. */
const MOST_LICENCE = 40;

export interface ChangedPieces {
  pieces: Piece[];
  left: LeftOut[];
}

/** Each changed file as a piece: first its changed lines, then the whole functions and types that hold them. */
export function changedPieces(
  change: Change,
  index: GoIndex,
  sight: Sight,
  groupOf: (path: string) => string,
): ChangedPieces {
  const pieces: Piece[] = [];
  const left: LeftOut[] = [];
  for (const file of change.files) {
    const facts = index.file(file.path)?.facts ?? null;
    const reason = unreadReason(file, facts, sight);
    if (reason === null)
      pieces.push(pieceOf(file, facts, sight, groupOf(file.path), index.module(file.path)?.path ?? ''));
    else if (reason !== '') left.push({ what: file.path, reason });
  }
  return { pieces, left };
}

/** Empty where there is nothing to be read. */
function unreadReason(file: ChangedFile, facts: FileFacts | null, sight: Sight): string | null {
  if (sight.isExcluded(file.path) || (file.basePath !== null && sight.isExcluded(file.basePath)))
    return 'kept from the model by the configuration';
  if (file.missingPatch !== null) return `its patch is missing: ${file.missingPatch}`;
  if (file.binary || file.hunks.length === 0) return '';
  if (roleOf(file.path, facts?.generated) === 'unread') return 'generated, locked or code of others';
  return null;
}

function pieceOf(file: ChangedFile, facts: FileFacts | null, sight: Sight, group: string, module: string): Piece {
  const head = file.status === 'deleted' ? null : sight.lines('head', file.path);
  const base = file.basePath === null ? null : sight.lines('base', file.basePath);
  const lines = shownLines(file, head, base);
  const worth = WORTH[roleOf(file.path, facts?.generated)] * (file.status === 'deleted' ? 0.3 : 1);
  const attributes = {
    path: file.path,
    ...labelsOf(file),
    ...(file.status === 'added' ? {} : importsOf(facts, module)),
  };
  const licence = licenceOf(lines);
  const render = (chosen: ReadonlySet<number>) =>
    dataBlock(
      'changed file',
      attributes,
      renderLines(lines, (index) => chosen.has(index) && index >= licence),
    );
  const changed = changedLines(lines);
  const steps = [
    { chosen: beginning(changed, lines), worth, lacks: `only its first ${MOST_AT_FIRST} changed lines shown` },
    { chosen: changed, worth, lacks: 'only its changed lines shown' },
    { chosen: chosenLines(lines, facts), worth: worth * AROUND_WORTH, lacks: null },
  ];
  const levels: Level[] = [];
  for (const step of steps) {
    const text = render(step.chosen);
    const below = levels.at(-1);
    if (below?.text === text) below.lacks = step.lacks;
    else levels.push(levelAbove(below, text, step));
  }
  return { name: file.path, path: file.path, group, levels };
}

function levelAbove(
  below: Level | undefined,
  text: string,
  { worth, lacks }: Pick<Level, 'lacks'> & { worth: number },
): Level {
  const { tokens: floor = 0, value = 0 } = below ?? {};
  const tokens = Math.max(tokensOf(text), floor + 1);
  return { text, tokens, value: value + worth * (tokens - floor), lacks };
}

/** Lines above the package clause that only say whose the file is. */
function licenceOf(lines: readonly ShownLine[]): number {
  const clause = lines.slice(0, MOST_LICENCE).findIndex(({ text }) => text.startsWith('package '));
  const above = lines.slice(0, Math.max(clause, 0));
  return above.some(({ text }) => /licen[cs]e|copyright/i.test(text)) &&
    above.every(({ text }) => !/go:build/.test(text))
    ? clause
    : 0;
}

/** What a very long file is shown of where there is no room for all that changed. */
const MOST_AT_FIRST = 300;

function beginning(changed: ReadonlySet<number>, lines: readonly ShownLine[]): ReadonlySet<number> {
  let left = MOST_AT_FIRST;
  return new Set(
    [...changed].sort((a, b) => a - b).filter((index) => (lines[index]?.mark === ' ' ? left > 0 : left-- > 0)),
  );
}

function labelsOf({ status, basePath, path }: ChangedFile): Record<string, string> {
  return status === 'renamed' || status === 'copied' ? { status, from: basePath ?? path } : { status };
}

/** Where its names come from, the standard library aside, `./` for its own module; the import block itself is shown only where it changed. */
function importsOf(facts: FileFacts | null, module: string): Record<string, string> {
  if (facts === null) return {};
  const foreign = facts.imports.filter(({ alias, path }) => alias !== null || path.includes('.'));
  const shortened = (path: string) => (path.startsWith(`${module}/`) ? `.${path.slice(module.length)}` : path);
  const names = foreign.map(({ alias, path }) => (alias === null ? shortened(path) : `${alias} ${shortened(path)}`));
  return { package: facts.package, ...(names.length > 0 ? { imports: names.join(', ') } : {}) };
}
