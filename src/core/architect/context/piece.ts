import type { LeftOut } from '../consultation.ts';

/** Something that the model may be shown, in growing detail: each level holds all that the one before it does. */
export interface Piece {
  /** What the ledger calls it. */
  name: string;
  /** File that it is of. */
  path: string;
  /** Service or package that it belongs to: what belongs together stays in one request. */
  group: string;
  levels: readonly Level[];
}

export interface Level {
  text: string;
  /** Estimated. */
  tokens: number;
  /** What it is worth, all that it holds taken together. */
  value: number;
  /** What is left out at this level; null where it is all there is. */
  lacks: string | null;
}

export interface Packed {
  /** In the order of the pieces. */
  chosen: { piece: Piece; text: string }[];
  left: LeftOut[];
  tokens: number;
}

/** The levels that give most within the budget: always the next step that is worth most per token. */
export function pack(pieces: readonly Piece[], budget: number): Packed {
  const steps = pieces.flatMap((piece, order) =>
    piece.levels.map((level, index) => {
      const below = piece.levels[index - 1];
      const cost = Math.max(level.tokens - (below?.tokens ?? 0), 1);
      return { piece, order, index, cost, worth: (level.value - (below?.value ?? 0)) / cost };
    }),
  );
  const reached = new Map<Piece, number>();
  const stuck = new Set<Piece>();
  let tokens = 0;
  for (const { piece, index, cost } of steps.sort(byWorth)) {
    if (stuck.has(piece) || (reached.get(piece) ?? -1) !== index - 1) continue;
    if (tokens + cost > budget) stuck.add(piece);
    else {
      reached.set(piece, index);
      tokens += cost;
    }
  }
  const packed: Packed = { chosen: [], left: [], tokens };
  for (const piece of pieces) {
    const level = piece.levels[reached.get(piece) ?? -1];
    if (level !== undefined) packed.chosen.push({ piece, text: level.text });
    const lacks = level === undefined ? 'not shown' : level.lacks;
    if (lacks !== null) packed.left.push({ what: piece.name, reason: `${lacks}: no room in the request` });
  }
  return packed;
}

interface Step {
  piece: Piece;
  order: number;
  index: number;
  cost: number;
  worth: number;
}

/** A piece's steps come in their order, whatever a later one is worth. */
function byWorth(a: Step, b: Step): number {
  return b.worth - a.worth || a.order - b.order || a.index - b.index;
}
