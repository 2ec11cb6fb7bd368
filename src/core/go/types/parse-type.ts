import { type FunctionType, predeclared, type Type, UNKNOWN } from './type.ts';

/** What the names in a type's text mean where it is written. */
export interface TypeScope {
  /** Import path of the package that the text stands in. */
  own: string;
  /** Import path behind a qualifier, or null when it is none. */
  qualifier(name: string): string | null;
  isParameter(name: string): boolean;
  /** The package declares a type of this name (it may shadow a predeclared one). */
  declares(name: string): boolean;
}

const PREDECLARED = new Set(
  'any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr'.split(
    ' ',
  ),
);

/** Reads a type as Go source writes it. What is not understood is UNKNOWN. */
export function parseType(text: string, scope: TypeScope): Type {
  return new TypeReader(text, scope).type();
}

/** Names declared by `[K comparable, V any]`. */
export function typeParameterNames(text: string | null): string[] {
  if (!text) return [];
  const names: string[] = [];
  let depth = 0;
  let start = 1;
  const inner = text.slice(0, -1);
  for (let at = 1; at <= inner.length; at++) {
    const char = inner[at];
    if (char === '[' || char === '(' || char === '{') depth++;
    if (char === ']' || char === ')' || char === '}') depth--;
    if (at === inner.length || (char === ',' && depth === 0)) {
      const name = /^\s*(\w+)/.exec(inner.slice(start, at))?.[1];
      if (name) names.push(name);
      start = at + 1;
    }
  }
  return names;
}

class TypeReader {
  private at = 0;
  private readonly text: string;
  private readonly scope: TypeScope;

  constructor(text: string, scope: TypeScope) {
    this.text = text;
    this.scope = scope;
  }

  type(): Type {
    this.space();
    if (this.take('*')) return { kind: 'pointer', to: this.type() };
    if (this.take('(')) {
      const inner = this.type();
      this.take(')');
      return inner;
    }
    if (this.take('[')) {
      if (this.take(']')) return { kind: 'slice', of: this.type() };
      this.skipTo(']');
      return { kind: 'array', of: this.type() };
    }
    if (this.take('<-')) {
      this.word();
      return { kind: 'chan', of: this.type() };
    }
    const word = this.word();
    switch (word) {
      case '':
        return UNKNOWN;
      case 'map': {
        this.take('[');
        const key = this.type();
        this.take(']');
        return { kind: 'map', key, value: this.type() };
      }
      case 'chan':
        this.take('<-');
        return { kind: 'chan', of: this.type() };
      case 'func':
        return this.signature();
      case 'struct':
      case 'interface':
        this.space();
        this.take('{');
        this.skipTo('}');
        return { kind: word };
      default:
        return this.named(word);
    }
  }

  private named(word: string): Type {
    if (this.take('.')) {
      const path = this.scope.qualifier(word);
      const name = this.word();
      const args = this.arguments();
      return path === null ? UNKNOWN : { kind: 'named', package: path, name, args };
    }
    if (this.scope.isParameter(word)) return { kind: 'parameter', name: word };
    if (PREDECLARED.has(word) && !this.scope.declares(word)) return predeclared(word);
    return { kind: 'named', package: this.scope.own, name: word, args: this.arguments() };
  }

  private arguments(): Type[] {
    if (this.text[this.at] !== '[') return [];
    this.at++;
    return this.list(']').types;
  }

  private signature(): FunctionType {
    const typeParameters: string[] = [];
    if (this.text[this.at] === '[') {
      const start = this.at++;
      this.skipTo(']');
      typeParameters.push(...typeParameterNames(this.text.slice(start, this.at)));
    }
    const scope: TypeScope = {
      ...this.scope,
      isParameter: (name) => typeParameters.includes(name) || this.scope.isParameter(name),
    };
    const reader = typeParameters.length > 0 ? new TypeReader(this.text, bound(this.scope, scope)) : this;
    reader.at = this.at;
    reader.take('(');
    const parameters = reader.list(')');
    reader.space();
    const next = reader.text[reader.at];
    let results: Type[] = [];
    if (next === '(') {
      reader.at++;
      results = reader.list(')').types;
    } else if (next !== undefined && /[\w*[<]/.test(next)) {
      results = [reader.type()];
    }
    this.at = reader.at;
    return { kind: 'func', parameters: parameters.types, results, variadic: parameters.variadic, typeParameters };
  }

  /** Comma-separated entries: types, or names with types (`a, b int`). */
  private list(close: string): { types: Type[]; variadic: boolean } {
    const entries: { text: string }[] = [];
    let depth = 0;
    let start = this.at;
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at] as string;
      if (depth === 0 && (char === close || char === ',')) {
        const text = this.text.slice(start, this.at).trim();
        if (text) entries.push({ text });
        start = this.at + 1;
        if (char === close) break;
      }
      if ('([{'.includes(char)) depth++;
      if (')]}'.includes(char)) depth--;
    }
    this.at++;
    const named =
      close === ')' &&
      entries.some(({ text }) => /^\w+\s+(?!\.)\S/.test(text) && !/^(?:chan|func|map|struct|interface)\b/.test(text));
    const types: Type[] = [];
    let variadic = false;
    let last: Type = UNKNOWN;
    for (const { text } of entries.reverse()) {
      const type = named ? /^\w+\s+(.*)$/s.exec(text)?.[1] : text;
      if (type?.startsWith('...')) {
        variadic = true;
        last = { kind: 'slice', of: parseType(type.slice(3), this.scope) };
      } else if (type !== undefined) {
        last = parseType(type, this.scope);
      }
      types.unshift(last);
    }
    return { types, variadic };
  }

  private word(): string {
    this.space();
    const start = this.at;
    while (this.at < this.text.length && /[\w\u0080-\uffff]/.test(this.text[this.at] as string)) this.at++;
    return this.text.slice(start, this.at);
  }

  private take(token: string): boolean {
    this.space();
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private space(): void {
    while (this.text[this.at] === ' ' || this.text[this.at] === '\n' || this.text[this.at] === '\t') this.at++;
  }

  /** Past the bracket that closes the one just taken. */
  private skipTo(close: string): void {
    const open = close === ']' ? '[' : close === '}' ? '{' : '(';
    for (let depth = 1; this.at < this.text.length && depth > 0; this.at++) {
      if (this.text[this.at] === open) depth++;
      if (this.text[this.at] === close) depth--;
    }
  }
}

function bound(outer: TypeScope, inner: TypeScope): TypeScope {
  return {
    own: outer.own,
    qualifier: (name) => outer.qualifier(name),
    declares: (name) => outer.declares(name),
    isParameter: inner.isParameter,
  };
}
