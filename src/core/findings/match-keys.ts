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
  of(placed: Placed): readonly (string | null)[];
  /** Code that moved was deleted in one place and added in another; code that stands did not move. */
  movedOnly?: true;
  /** The expression must say this much: `_` or `err` somewhere else is not the same code. */
  words?: number;
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
  { of: ({ claim: { anchor } }) => [anchor.symbol, anchor.header, anchor.expression], movedOnly: true },
  { of: ({ claim }) => [nameless(claim, 'header'), nameless(claim, 'expression')], movedOnly: true, words: 3 },

  { of: ({ renamedPackage, claim: { anchor } }) => [renamedPackage, anchor.symbol, anchor.expression] },
  { of: ({ path, claim }) => [path, nameless(claim, 'expression')], movedOnly: true },
  { of: ({ renamedPackage, claim }) => [renamedPackage, nameless(claim, 'expression')], movedOnly: true, words: 2 },
  { of: ({ claim }) => [nameless(claim, 'expression')], movedOnly: true, words: 3 },
];

const IDENTIFIER = /[\p{L}_][\p{L}\p{N}_]*/gu;

/** How much an expression says: its identifiers, `_` aside. */
export function wordsOf(claim: Claim): number {
  return claim.anchor.expression.match(IDENTIFIER)?.filter((word) => word !== '_').length ?? 0;
}

/** The text with the enclosing declaration's own name blanked, so that renaming the declaration changes nothing. */
function nameless({ anchor }: Claim, part: 'header' | 'expression'): string {
  const name = anchor.symbol?.slice(anchor.symbol.lastIndexOf('.') + 1);
  if (name === undefined || !anchor[part].includes(name)) return anchor[part];
  return anchor[part].replace(IDENTIFIER, (word) => (word === name ? '·' : word));
}
