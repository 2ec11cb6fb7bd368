import { Kind, Token } from '../grammar.ts';
import type { TreeArrays } from '../tree.ts';
import { Char } from './characters.ts';
import { lex } from './lexer.ts';
import { Nodes } from './nodes.ts';
import { giveUp } from './not-understood.ts';
import { IS_NAME, NEWLINE } from './token-kinds.ts';
import { grown, Tokens } from './tokens.ts';

/** Constructs within each other. The stack of a thread holds many times as much. */
const DEEPEST = 400;
/** Tokens that may be read again, as a multiple of the tokens. */
const PATIENCE = 4;

/** Where a node begins: the index of its first token. */
export type Mark = number;

/**
 * One parse under way: the token it has come to, and the nodes so far. A comment becomes a node when the next token
 * does something, so it falls into the innermost node that holds the tokens on both its sides, as the grammar has it.
 */
export class Parse {
  text = '';
  readonly tokens = new Tokens();
  readonly nodes = new Nodes();
  /** Index of the token that is next. */
  at: Mark = 0;
  /** In the header of a statement, where `x {` begins a block and no literal. */
  isHeader = false;
  /** A bracket that is none of the type before it. */
  boundary: Mark = -1;
  /** Nodes there were when the token was begun at. */
  private before = new Uint32Array(0);
  private comment = 0;
  private depth = 0;
  private patience = 0;

  /** @throws NotUnderstoodError */
  open(text: string): void {
    this.text = text;
    lex(text, this.tokens);
    while (this.before.length < this.tokens.size) this.before = grown(this.before, (size) => new Uint32Array(size));
    this.nodes.size = 0;
    this.at = 0;
    this.isHeader = false;
    this.boundary = -1;
    this.comment = 0;
    this.depth = 0;
    this.patience = this.tokens.size * PATIENCE;
  }

  /** Kind of the token that is next. */
  get token(): number {
    return this.tokens.kinds[this.at] as number;
  }

  is(kind: number): boolean {
    return this.tokens.kinds[this.at] === kind;
  }

  /** Kind of a token after it; the end of the file has nothing behind it that begins anything. */
  peek(ahead: number): number {
    return this.tokens.kinds[this.at + ahead] as number;
  }

  /** Index of the token that closes the bracket that is next. */
  get closer(): number {
    return this.tokens.closers[this.at] as number;
  }

  /** Begins a node, or several, with the next token. */
  begin(): Mark {
    this.placeComments();
    this.before[this.at] = this.nodes.size;
    return this.at;
  }

  /** Ends a node with the token before the next one. What was added since the mark is below it. */
  end(kind: number, mark: Mark): void {
    const { tokens, nodes } = this;
    const count = nodes.size - (this.before[mark] as number) + 1;
    nodes.add(kind, tokens.starts[mark] as number, tokens.ends[this.at - 1] as number, count);
  }

  /** Puts the node that was ended last into a field. */
  as(field: number): void {
    this.nodes.fields[this.nodes.size - 1] = field;
  }

  /** The token as a node of the kind. */
  leaf(kind: number): void {
    this.placeComments();
    const { tokens, at } = this;
    this.nodes.add(kind, tokens.starts[at] as number, tokens.ends[at] as number, 1);
    this.at = at + 1;
  }

  /** The token, which the tree leaves out. */
  skip(): void {
    this.placeComments();
    this.at++;
  }

  expect(kind: number): void {
    if (this.token !== kind) giveUp();
    this.skip();
  }

  /** The token, if it is of the kind. */
  skipIf(kind: number): boolean {
    if (this.token !== kind) return false;
    this.skip();
    return true;
  }

  /** A name as a node of the kind. */
  name(kind: number): void {
    if (IS_NAME[this.token] !== 1) giveUp();
    this.leaf(kind);
  }

  /** What ends a statement or a member of a list, if it is there. */
  skipTerminator(): boolean {
    return this.skipIf(NEWLINE) || this.skipIf(Token[';']);
  }

  /** Goes back to a token that was begun at. */
  rewind(mark: Mark): void {
    this.patience -= this.at - mark;
    if (this.patience < 0) giveUp();
    this.at = mark;
    this.nodes.size = this.before[mark] as number;
    this.comment = this.tokens.comments[mark] as number;
  }

  /** The name that is next is `_`. */
  isBlank(): boolean {
    const { starts, ends } = this.tokens;
    const start = starts[this.at] as number;
    return ends[this.at] === start + 1 && this.text.charCodeAt(start) === Char.underscore;
  }

  /** Ends the file, and with it the tree. */
  close(): TreeArrays {
    this.placeComments();
    const { tokens, nodes } = this;
    const first = tokens.starts[0] as number;
    const start = tokens.commentCount > 0 ? Math.min(first, tokens.commentStarts[0] as number) : first;
    nodes.add(Kind.source_file, start, this.text.length, nodes.size + 1);
    return nodes.preorder();
  }

  enter(): void {
    if (++this.depth > DEEPEST) giveUp();
  }

  leave(): void {
    this.depth--;
  }

  /** Nodes there were when the token was begun at: the index of the first one since. */
  nodeAt(mark: Mark): number {
    return this.before[mark] as number;
  }

  /** Offset of the node that was ended last. */
  startOfLast(): number {
    return this.nodes.starts[this.nodes.size - 1] as number;
  }

  /** Kind of the node that was ended last. */
  kindOfLast(): number {
    return this.nodes.kinds[this.nodes.size - 1] as number;
  }

  private placeComments(): void {
    const { tokens } = this;
    const last = tokens.comments[this.at] as number;
    for (; this.comment < last; this.comment++) {
      const start = tokens.commentStarts[this.comment] as number;
      this.nodes.add(Kind.comment, start, tokens.commentEnds[this.comment] as number, 1);
    }
  }
}
