/** Where a quote stands in a text: UTF-16 offsets [start, end), and lines counted from 1. */
export interface Located {
  start: number;
  end: number;
  line: number;
  endLine: number;
}

/** Less than this could stand anywhere. White space is not counted. */
const LEAST = 4;
/** Places of one quote. */
const MOST = 100;

/** A text in which quotes are looked for without regard to white space. */
export class QuotedText {
  readonly text: string;
  private readonly bare: string;
  /** Offset in the text of every character of `bare`. */
  private readonly offsets: Uint32Array;
  /** Offset of every line. */
  private readonly starts: number[] = [0];

  constructor(text: string) {
    this.text = text;
    const offsets = new Uint32Array(text.length);
    let bare = '';
    for (const { 0: run, index } of text.matchAll(/\S+/g)) {
      for (let i = 0; i < run.length; i++) offsets[bare.length + i] = index + i;
      bare += run;
    }
    this.bare = bare;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
    this.offsets = offsets;
  }

  /** Every place of the quote, in order. A quote copied out of a diff, or with line numbers, is found, too. */
  find(quote: string): Located[] {
    for (const wanted of readings(quote)) {
      const found = this.findBare(wanted.replace(/\s+/g, ''));
      if (found.length > 0) return found;
    }
    return [];
  }

  /** Text of a line, trimmed. */
  line(line: number): string {
    return (this.text.split('\n', line)[line - 1] ?? '').trim();
  }

  private findBare(wanted: string): Located[] {
    const found: Located[] = [];
    if (!saysSomething(wanted)) return found;
    for (let at = this.bare.indexOf(wanted); at >= 0; at = this.bare.indexOf(wanted, at + wanted.length)) {
      const start = this.offsets[at] ?? 0;
      const end = (this.offsets[at + wanted.length - 1] ?? 0) + 1;
      // Half a name is no quote of it.
      if (isWord(this.text, start - 1, start) || isWord(this.text, end - 1, end)) continue;
      found.push({ start, end, line: this.lineAt(start), endLine: this.lineAt(end - 1) });
      if (found.length === MOST) break;
    }
    return found;
  }

  private lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function saysSomething(bare: string): boolean {
  return bare.length >= LEAST && /[\p{L}\p{N}]/u.test(bare);
}

function* readings(quote: string): Generator<string> {
  yield quote;
  const lines = quote.split('\n').filter((line) => line.trim() !== '');
  if (lines.every((line) => /^[+ \t]/.test(line))) yield lines.map((line) => line.replace(/^\+/, '')).join('\n');
  if (lines.every((line) => /^-/.test(line))) yield lines.map((line) => line.slice(1)).join('\n');
  const number = /^\s*\d+\s*[|:│\t]/;
  if (lines.every((line) => number.test(line))) yield lines.map((line) => line.replace(number, '')).join('\n');
}

/** Both characters belong to one name. */
function isWord(text: string, before: number, after: number): boolean {
  return /[\p{L}\p{N}_]/u.test(text[before] ?? '') && /[\p{L}\p{N}_]/u.test(text[after] ?? '');
}
