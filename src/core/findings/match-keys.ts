import type { Claim } from './finding.ts';

/** A claim of either snapshot, told in the head's names and line numbers so that both sides compare. */
export interface Placed {
  claim: Claim;
  path: string;
  /** The package under the name that its file has at head. */
  package: string;
  /** The package under the name that its directory was renamed to. */
  renamedPackage: string;
  /** Line at head; for a deleted line, where it would have been. */
  at: number;
  /** Base: the anchor's line is gone. Head: the anchor's line was not there before. */
  changed: boolean;
}

/** One way of recognising a claim again. Keys are tried in order, strictest first. */
export interface MatchKey {
  /** Null where the claim cannot be recognised in this way. */
  of(placed: Placed): readonly (string | null)[] | null;
  /** Code that moved was deleted in one place and added in another; code that stands did not move. */
  movedOnly?: true;
  /** How much the code must say, in identifiers: `_` or `panic(err)` elsewhere need not be the same code. */
  least?: { words: number; in: 'header' | 'expression' };
}

/** Decision 9, pass 2: by the statement that holds the anchor, then pass 3: by the expression alone. */
export const MATCH_KEYS: readonly MatchKey[] = [
  { of: ({ path, claim: { anchor } }) => [path, anchor.symbol, anchor.header, anchor.expression] },
  { of: ({ package: home, claim: { anchor } }) => [home, anchor.symbol, anchor.header, anchor.expression] },
  { of: ({ renamedPackage, claim: { anchor } }) => [renamedPackage, anchor.symbol, anchor.header, anchor.expression] },
  { of: ({ package: home, claim: { anchor } }) => [home, anchor.symbol, anchor.header] },
  { of: ({ renamedPackage, claim: { anchor } }) => [renamedPackage, anchor.symbol, anchor.header] },
  { of: ({ path, claim }) => [path, nameless(claim, 'header'), nameless(claim, 'expression')], movedOnly: true },
  {
    of: ({ renamedPackage, claim }) => [renamedPackage, nameless(claim, 'header'), nameless(claim, 'expression')],
    movedOnly: true,
  },
  {
    of: ({ claim: { anchor } }) => (anchor.symbol ? [anchor.symbol, anchor.header, anchor.expression] : null),
    movedOnly: true,
  },
  {
    of: ({ claim }) => [nameless(claim, 'header'), nameless(claim, 'expression')],
    movedOnly: true,
    least: { words: 3, in: 'header' },
  },

  { of: ({ renamedPackage, claim: { anchor } }) => [renamedPackage, anchor.symbol, anchor.expression] },
  { of: ({ path, claim }) => [path, nameless(claim, 'expression')], movedOnly: true },
  {
    of: ({ renamedPackage, claim }) => [renamedPackage, nameless(claim, 'expression')],
    movedOnly: true,
    least: { words: 2, in: 'expression' },
  },
  { of: ({ claim }) => [nameless(claim, 'expression')], movedOnly: true, least: { words: 3, in: 'expression' } },
];

const IDENTIFIER = /[\p{L}_][\p{L}\p{N}_]*/gu;

/** Whether the claim's code is telling enough for the key; `_` tells nothing. */
export function saysEnough({ anchor }: Claim, { least }: MatchKey): boolean {
  if (least === undefined) return true;
  const words = anchor[least.in].match(IDENTIFIER)?.filter((word) => word !== '_') ?? [];
  return words.length >= least.words;
}

/** The text with the enclosing declaration's own name blanked, so that renaming the declaration changes nothing. */
function nameless({ anchor }: Claim, part: 'header' | 'expression'): string {
  const name = anchor.symbol?.slice(anchor.symbol.lastIndexOf('.') + 1);
  if (name === undefined || !anchor[part].includes(name)) return anchor[part];
  return anchor[part].replace(IDENTIFIER, (word) => (word === name ? '·' : word));
}
