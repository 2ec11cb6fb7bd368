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
import { renderLines, shownLines } from './shown-lines.ts';

/** What the rest of a declaration is worth beside its changed lines. */
const AROUND_WORTH = 0.3;

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
    if (reason === null) pieces.push(pieceOf(file, facts, sight, groupOf(file.path)));
    else if (reason !== '') left.push({ what: sight.isExcluded(file.path) ? 'a file' : file.path, reason });
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

function pieceOf(file: ChangedFile, facts: FileFacts | null, sight: Sight, group: string): Piece {
  const head = file.status === 'deleted' ? null : sight.lines('head', file.path);
  const base = file.basePath === null ? null : sight.lines('base', file.basePath);
  const lines = shownLines(file, head, base);
  const worth = WORTH[roleOf(file.path, facts?.generated)] * (file.status === 'deleted' ? 0.3 : 1);
  const attributes = { path: file.path, ...labelsOf(file), ...(file.status === 'added' ? {} : importsOf(facts)) };
  const render = (chosen: ReadonlySet<number>) =>
    dataBlock(
      'changed file',
      attributes,
      renderLines(lines, (index) => chosen.has(index)),
    );
  const narrow = render(changedLines(lines));
  const whole = render(chosenLines(lines, facts));
  const first: Level = { text: narrow, tokens: tokensOf(narrow), value: 0, lacks: null };
  first.value = worth * first.tokens;
  if (whole === narrow) return { name: file.path, path: file.path, group, levels: [first] };
  const more = Math.max(tokensOf(whole) - first.tokens, 1);
  const second = {
    text: whole,
    tokens: first.tokens + more,
    value: first.value + worth * AROUND_WORTH * more,
    lacks: null,
  };
  return {
    name: file.path,
    path: file.path,
    group,
    levels: [{ ...first, lacks: 'only its changed lines shown' }, second],
  };
}

function labelsOf({ status, basePath, path }: ChangedFile): Record<string, string> {
  return status === 'renamed' || status === 'copied' ? { status, from: basePath ?? path } : { status };
}

/** Where its names come from, the standard library aside; the import block itself is shown only where it changed. */
function importsOf(facts: FileFacts | null): Record<string, string> {
  if (facts === null) return {};
  const foreign = facts.imports.filter(({ alias, path }) => alias !== null || path.includes('.'));
  const names = foreign.map(({ alias, path }) => (alias === null ? path : `${alias} ${path}`));
  return { package: facts.package, ...(names.length > 0 ? { imports: names.join(', ') } : {}) };
}
