import { Kind, Token } from '../grammar.ts';

/** Tokens that the table does not name, numbered as the grammar has them. */
export const END_OF_FILE = 0;
export const NEWLINE = 2;
export const NEW = 60;
export const MAKE = 61;
/** A whole string; its parts are told apart when it becomes a node. */
export const RAW_STRING = Token['`'];
export const STRING = Token['"'];

function table(kinds: readonly number[]): Uint8Array {
  const marked = new Uint8Array(256);
  for (const kind of kinds) marked[kind] = 1;
  return marked;
}

const NAMES = [Kind.identifier, NEW, MAKE, Kind.nil, Kind.true, Kind.false, Kind.iota];

/** Identifiers, those that mean something in an expression among them. */
export const IS_NAME = table(NAMES);

/** Tokens after which a line end ends the statement. */
export const ENDS_LINE = table([
  ...NAMES,
  Kind.int_literal,
  Kind.float_literal,
  Kind.imaginary_literal,
  Kind.rune_literal,
  RAW_STRING,
  STRING,
  ...[Token.break, Token.continue, Token.fallthrough, Token.return],
  ...[Token['++'], Token['--'], Token[')'], Token[']'], Token['}']],
]);

/** Tokens that begin a type, a parenthesis left out. */
export const BEGINS_TYPE = table([
  ...NAMES,
  ...[Token['*'], Token['['], Token['<-'], Token['~']],
  ...[Token.map, Token.chan, Token.func, Token.struct, Token.interface],
]);

/** Words that are tokens of their own, by first letter and length. */
const WORDS: { word: string; kind: number }[][] = Array.from({ length: 1 << 11 }, () => []);
const LONGEST = 15;
const slotOf = (char: number, length: number) => (char << 4) | length;

for (const [word, kind] of [
  ...Object.entries(Token).filter(([name]) => /^[a-z]+$/.test(name)),
  ...Object.entries({ new: NEW, make: MAKE, nil: Kind.nil, true: Kind.true, false: Kind.false, iota: Kind.iota }),
])
  WORDS[slotOf(word.charCodeAt(0), word.length)]?.push({ word, kind });

/** Kind of the word at `start`. */
export function wordKind(text: string, start: number, end: number): number {
  const char = text.charCodeAt(start);
  if (char >= 128 || end - start > LONGEST) return Kind.identifier;
  const words = WORDS[slotOf(char, end - start)] ?? [];
  for (const { word, kind } of words) if (text.startsWith(word, start)) return kind;
  return Kind.identifier;
}
