import { remembered } from '../../go/remember.ts';

/** An expression as facts have it (render.ts), read. */
export type Expression =
  | { is: 'unknown' }
  | { is: 'text'; value: string }
  | { is: 'name'; name: string }
  /** `r`, `0`, `1`: receiver or parameter of the function around. */
  | { is: 'slot'; slot: string }
  | { is: 'typed'; type: string }
  | { is: 'select'; of: Expression; name: string }
  | { is: 'call'; of: Expression; args: readonly Expression[] }
  | { is: 'element' | 'address' | 'deref'; of: Expression }
  /** A result of a call after the first, or what it leaves behind an argument. */
  | { is: 'result' | 'left'; of: Expression; at: number }
  | { is: 'joined' | 'choice' | 'list'; parts: readonly Expression[] };

const UNKNOWN: Expression = { is: 'unknown' };

/** Reads an expression; what cannot be read is unknown. */
export const parseExpression: (text: string) => Expression = remembered((text: string) => {
  const reader = new Reader(text);
  return reader.sum();
});

class Reader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  sum(): Expression {
    const parts = [this.unary()];
    // Initialisers of constants are as the source has them.
    for (this.space(); this.take('+'); this.space()) {
      this.space();
      parts.push(this.unary());
    }
    return parts.length === 1 ? (parts[0] ?? UNKNOWN) : { is: 'joined', parts };
  }

  private unary(): Expression {
    if (this.take('&')) return { is: 'address', of: this.unary() };
    if (this.take('*')) return { is: 'deref', of: this.unary() };
    return this.suffixes(this.operand());
  }

  private operand(): Expression {
    const { text } = this;
    switch (text[this.at]) {
      case '"':
        return this.string();
      case '`': {
        const end = this.text.indexOf('`', this.at + 1);
        const value = this.text.slice(this.at + 1, end < 0 ? undefined : end);
        this.at += value.length + 2;
        return { is: 'text', value };
      }
      case '$': {
        const slot = /^\$(\w+)/.exec(text.slice(this.at, this.at + 6))?.[1] ?? '';
        this.at += slot.length + 1;
        return { is: 'slot', slot };
      }
      case '<':
        return { is: 'typed', type: this.type() };
      case '{':
        return { is: 'choice', parts: this.list('}', '|') };
      case '[':
        return { is: 'list', parts: this.list(']', ',') };
      default: {
        const name = /^[\p{L}\p{N}_]+/u.exec(text.slice(this.at))?.[0] ?? '';
        this.at += Math.max(name.length, 1);
        return name === '_' || name === '' ? UNKNOWN : { is: 'name', name };
      }
    }
  }

  private string(): Expression {
    const raw = /^"(?:[^"\\]|\\.)*"/s.exec(this.text.slice(this.at))?.[0] ?? '"';
    this.at += raw.length;
    return { is: 'text', value: unquoted(raw) };
  }

  /** `<T>`, whose text may hold `<-`. */
  private type(): string {
    const start = this.at + 1;
    let end = start;
    while (end < this.text.length && this.text[end] !== '>') end++;
    this.at = end + 1;
    return this.text.slice(start, end);
  }

  private list(close: string, separator: string): Expression[] {
    const parts: Expression[] = [];
    this.at++;
    while (this.at < this.text.length && !this.take(close)) {
      const before = this.at;
      parts.push(this.sum());
      this.take(separator);
      this.take(' ');
      if (this.at === before) this.at++;
    }
    return parts;
  }

  private suffixes(operand: Expression): Expression {
    let found = operand;
    for (;;) {
      const rest = this.text.slice(this.at, this.at + 64);
      const [member, name] = /^\.([\p{L}\p{N}_]+)/u.exec(rest) ?? [];
      const [behind, sign, number] = /^([#>])(\d+)/.exec(rest) ?? [];
      if (member !== undefined && name !== undefined) {
        this.at += member.length;
        found = { is: 'select', of: found, name };
      } else if (behind !== undefined) {
        this.at += behind.length;
        found = { is: sign === '#' ? 'result' : 'left', of: found, at: Number(number) };
      } else if (rest.startsWith('[]')) {
        this.at += 2;
        found = { is: 'element', of: found };
      } else if (rest.startsWith('(')) found = { is: 'call', of: found, args: this.list(')', ',') };
      else return found;
    }
  }

  private space(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  private take(token: string): boolean {
    const found = this.text.startsWith(token, this.at);
    if (found) this.at += token.length;
    return found;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\' };

/** The text of a Go string literal; escapes that are no addresses' or names' stay as they are. */
export function unquoted(literal: string): string {
  return literal.slice(1, -1).replace(/\\(.)/g, (whole, char: string) => ESCAPES[char] ?? whole);
}
