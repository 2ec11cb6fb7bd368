import type { Range } from './schema.ts';
import type { Token } from './tokens.ts';

/** Largest number of a field; `max` in a range. */
const MAX = 2 ** 31 - 1;
/** Blocks within blocks; compilers take fewer. */
const DEEPEST = 64;
const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')', '<': '>' };

/** Reads tokens one after the other. What does not fit makes it broken, and it goes on to the end all the same. */
export class Cursor {
  isBroken = false;
  private readonly tokens: readonly Token[];
  private next = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get atEnd(): boolean {
    return this.next >= this.tokens.length;
  }

  /** Line of the next token. */
  get line(): number {
    return (this.tokens[this.next] ?? this.tokens.at(-1))?.line ?? 1;
  }

  /** A name comes next. */
  get atName(): boolean {
    return /^\.?[\p{L}_]/u.test(this.tokens[this.next]?.text ?? '');
  }

  at(text: string): boolean {
    return this.tokens[this.next]?.text === text;
  }

  take(): string {
    const token = this.tokens[this.next++];
    if (token === undefined) this.isBroken = true;
    return token?.text ?? '';
  }

  expect(text: string): void {
    if (this.at(text)) this.next++;
    else this.isBroken = true;
  }

  /** What an option is set to, as written: strings are joined, a message is taken whole. */
  value(): string {
    const first = this.tokens[this.next];
    if (first?.text === '{') return this.balanced();
    let joined = '';
    while (this.tokens[this.next]?.string !== null && !this.atEnd) joined += this.tokens[this.next++]?.string ?? '';
    if (first?.string !== null && first !== undefined) return joined;
    const sign = this.at('-') ? this.take() : '';
    return sign + this.take();
  }

  number(): number {
    const sign = this.at('-') ? -1 : 1;
    if (sign < 0) this.take();
    return sign * Number(this.take());
  }

  /** `go_package`, `(gogoproto.nullable)`, `(google.api.http).get`. */
  optionName(): string {
    let name = '';
    while (!this.atEnd && !this.at('=')) name += this.take();
    return name;
  }

  /** `[deprecated = true, json_name = "x"]`, when it comes next. */
  options(): Map<string, string> {
    const options = new Map<string, string>();
    if (!this.at('[')) return options;
    this.take();
    while (!this.atEnd && !this.at(']')) {
      const name = this.optionName();
      this.expect('=');
      options.set(name, this.value());
      if (this.at(',')) this.take();
    }
    this.expect(']');
    return options;
  }

  /** `(stream shop.v1.Order)`: the type, and whether it is a stream. */
  messageType(): [type: string, streams: boolean] {
    this.expect('(');
    let type = this.take();
    const streams = type === 'stream' && this.atName;
    if (streams) type = this.take();
    this.expect(')');
    return [type, streams];
  }

  /** `1, 3 to 7, 100 to max;` or `"name", other;`. */
  reserved(numbers: Range[], names: Set<string>): void {
    while (!this.atEnd && !this.at(';') && !this.at('[')) {
      const token = this.tokens[this.next];
      if (token?.string !== null && token !== undefined) names.add(this.value());
      else if (this.atName) names.add(this.take());
      else {
        const from = this.number();
        let to = from;
        if (this.at('to')) {
          this.take();
          if (this.at('max')) this.take();
          else to = this.number();
          if (this.tokens[this.next - 1]?.text === 'max') to = MAX;
        }
        numbers.push([from, to]);
      }
      if (this.at(',')) this.take();
      else break;
    }
    this.endStatement();
  }

  /** Up to and with the next semicolon that is in no brackets. */
  endStatement(): void {
    while (!this.atEnd && !this.at(';')) {
      if (this.at('}')) {
        this.isBroken = true;
        return;
      }
      if (CLOSING[this.tokens[this.next]?.text ?? ''] !== undefined && !this.at('<')) this.balanced();
      else this.next++;
    }
    this.expect(';');
  }

  /** Past a block. */
  block(): void {
    this.balanced();
  }

  /** Calls `read` for every statement of a block; answers the line of its end. */
  within(read: () => void): number {
    if (this.depth === DEEPEST) {
      this.isBroken = true;
      this.balanced();
      return this.line;
    }
    this.depth++;
    this.expect('{');
    while (!this.atEnd && !this.at('}')) read();
    this.depth--;
    const end = this.line;
    this.expect('}');
    return end;
  }

  private balanced(): string {
    const opening = this.tokens[this.next]?.text ?? '';
    const closing = CLOSING[opening];
    let depth = 0;
    let text = '';
    while (!this.atEnd) {
      const token = this.take();
      text += token;
      if (token === opening) depth++;
      if (token === closing && --depth === 0) return text;
    }
    this.isBroken = true;
    return text;
  }
}
