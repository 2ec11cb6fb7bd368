/** Grown by doubling, and used again for the next file. */
export function grown<T extends Uint8Array | Uint32Array>(from: T, make: (size: number) => T): T {
  const to = make(Math.max(1 << 12, from.length * 2));
  to.set(from);
  return to;
}

const bytes = (size: number) => new Uint8Array(size);
const numbers = (size: number) => new Uint32Array(size);

/** The tokens of one text, line ends that end a statement among them. Comments are kept apart. */
export class Tokens {
  size = 0;
  kinds = bytes(0);
  starts = numbers(0);
  ends = numbers(0);
  /** Of an opening bracket: the token that closes it. */
  closers = numbers(0);
  /** Comments before the token. */
  comments = numbers(0);

  commentCount = 0;
  commentStarts = numbers(0);
  commentEnds = numbers(0);

  clear(): void {
    this.size = 0;
    this.commentCount = 0;
  }

  add(kind: number, start: number, end: number): void {
    const at = this.size++;
    if (at === this.kinds.length) this.grow();
    this.kinds[at] = kind;
    this.starts[at] = start;
    this.ends[at] = end;
    this.comments[at] = this.commentCount;
  }

  addComment(start: number, end: number): void {
    const at = this.commentCount++;
    if (at === this.commentStarts.length) {
      this.commentStarts = grown(this.commentStarts, numbers);
      this.commentEnds = grown(this.commentEnds, numbers);
    }
    this.commentStarts[at] = start;
    this.commentEnds[at] = end;
  }

  private grow(): void {
    this.kinds = grown(this.kinds, bytes);
    this.starts = grown(this.starts, numbers);
    this.ends = grown(this.ends, numbers);
    this.closers = grown(this.closers, numbers);
    this.comments = grown(this.comments, numbers);
  }
}
