import { PREDECLARED_TYPES } from '../universe.ts';
import { anonymousInfo } from './anonymous.ts';
import { type FunctionType, predeclared, type Type, UNKNOWN } from './type.ts';
import { afterBracket, splitList, typeParameters } from './type-parameters.ts';

export { typeParameterNames } from './type-parameters.ts';

/** What the names in a type's text mean where it is written. */
export interface TypeScope {
  /** Import path of the package that the text stands in. */
  own: string;
  /** Import path behind a qualifier, or null when it is none. */
  qualifier(name: string): string | null;
  isParameter(name: string): boolean;
  /** The package declares a type of this name (it may shadow a predeclared one). */
  declares(name: string): boolean;
  /** Type that a function around the text declares under this name. */
  local?(name: string): Type | null;
  /** Package whose dot import brings this type. */
  dotImported?(name: string): string | null;
  /** Types read already, by text. */
  known?: Map<string, Type>;
}

/** Reads a type as Go source writes it, on one line and without comments. What is not understood is UNKNOWN. */
export function parseType(text: string, scope: TypeScope): Type {
  const { known } = scope;
  if (!known) return new TypeReader(text, 0, scope).type();
  let type = known.get(text);
  if (!type) {
    type = new TypeReader(text, 0, scope).type();
    known.set(text, type);
  }
  return type;
}

/** Reads a type that begins at `start`: the type and the offset after it. */
export function readType(text: string, start: number, scope: TypeScope): { type: Type; end: number } {
  const reader = new TypeReader(text, start, scope);
  return { type: reader.type(), end: reader.at };
}

/** What a name without a qualifier means as a type. */
export function namedType(name: string, args: readonly Type[], scope: TypeScope): Type {
  if (scope.isParameter(name)) return { kind: 'parameter', name };
  const local = scope.local?.(name);
  if (local) return local.kind === 'named' && args.length > 0 ? { ...local, args } : local;
  if (scope.declares(name)) return { kind: 'named', package: scope.own, name, args };
  if (PREDECLARED_TYPES.has(name)) return predeclared(name);
  return { kind: 'named', package: scope.dotImported?.(name) ?? scope.own, name, args };
}

class TypeReader {
  at: number;
  private readonly text: string;
  private readonly scope: TypeScope;

  constructor(text: string, at: number, scope: TypeScope) {
    this.text = text;
    this.at = at;
    this.scope = scope;
  }

  type(): Type {
    this.space();
    if (this.take('*')) return { kind: 'pointer', to: this.type() };
    if (this.take('~')) return this.type();
    if (this.take('(')) {
      const inner = this.type();
      this.take(')');
      return inner;
    }
    if (this.text[this.at] === '[') {
      const end = afterBracket(this.text, this.at);
      const slice = this.text.slice(this.at + 1, end - 1).trim() === '';
      this.at = end;
      return { kind: slice ? 'slice' : 'array', of: this.type() };
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
      case 'interface': {
        this.space();
        const start = this.at;
        this.at = afterBracket(this.text, start);
        const body = this.text.slice(start + 1, this.at - 1);
        return { kind: word, info: anonymousInfo(word, body, this.scope) };
      }
      default:
        return this.named(word);
    }
  }

  private named(word: string): Type {
    if (!this.take('.')) return namedType(word, this.arguments(), this.scope);
    const path = this.scope.qualifier(word);
    const name = this.word();
    const args = this.arguments();
    return path === null ? UNKNOWN : { kind: 'named', package: path, name, args };
  }

  private arguments(): Type[] {
    if (this.text[this.at] !== '[') return [];
    return splitList(this.bracketed()).map((text) => parseType(text, this.scope));
  }

  private signature(): FunctionType {
    const generic = this.text[this.at] === '[' ? typeParameters(`[${this.bracketed()}]`) : [];
    const names = generic.map(({ name }) => name);
    const { scope } = this;
    const inner: TypeScope =
      names.length === 0
        ? scope
        : { ...bound(scope), isParameter: (name) => names.includes(name) || scope.isParameter(name) };
    this.space();
    const parameters = parameterTypes(this.text[this.at] === '(' ? this.bracketed() : '', inner);
    this.space();
    let results: readonly Type[] = [];
    if (this.text[this.at] === '(') {
      results = parameterTypes(this.bracketed(), inner).types;
    } else if (/[\w*[<\u0080-\uffff]/.test(this.text[this.at] ?? '')) {
      const result = readType(this.text, this.at, inner);
      this.at = result.end;
      results = [result.type];
    }
    return functionType(parameters.types, results, parameters.variadic, generic, inner);
  }

  /** Text between the bracket here and its match. */
  private bracketed(): string {
    const start = this.at;
    this.at = afterBracket(this.text, start);
    return this.text.slice(start + 1, this.at - 1);
  }

  private word(): string {
    this.space();
    const start = this.at;
    while (isWord(this.text.charCodeAt(this.at))) this.at++;
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
}

/** A letter or digit, or what may be one beyond ASCII; NaN, past the end, is none. */
function isWord(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f || code >= 0x80;
}

/** A function type, with what its type parameters' constraints say of their structure. */
export function functionType(
  parameters: readonly Type[],
  results: readonly Type[],
  variadic: boolean,
  generic: readonly { name: string; constraint: string }[],
  scope: TypeScope,
): FunctionType {
  const names = generic.map(({ name }) => name);
  const type: FunctionType = { kind: 'func', parameters, results, variadic, typeParameters: names };
  const cores = generic.filter(({ constraint }) => /^~[^|]*$/.test(constraint));
  if (cores.length > 0)
    type.cores = new Map(cores.map(({ name, constraint }) => [name, parseType(constraint, scope)] as const));
  return type;
}

const NAMED_PARAMETER = /^[\w\u0080-\uffff]+\s+(?:\.\.\.)?[^\s.]/;
const TYPE_KEYWORD = /^(?:chan|func|map|struct|interface)\b/;

/** Comma-separated entries: types, or names with types (`a, b int`). */
function parameterTypes(text: string, scope: TypeScope): { types: Type[]; variadic: boolean } {
  const entries = splitList(text);
  const named = entries.some((entry) => NAMED_PARAMETER.test(entry) && !TYPE_KEYWORD.test(entry));
  const types: Type[] = [];
  let variadic = false;
  let last: Type = UNKNOWN;
  for (const entry of entries.reverse()) {
    const type = named ? /^[\w\u0080-\uffff]+\s+(.*)$/s.exec(entry)?.[1] : entry;
    if (type?.startsWith('...')) {
      variadic = true;
      last = { kind: 'slice', of: parseType(type.slice(3), scope) };
    } else if (type !== undefined) {
      last = parseType(type, scope);
    }
    types.unshift(last);
  }
  return { types, variadic };
}

/** The scope's functions as a plain object, to be spread. */
function bound(scope: TypeScope): TypeScope {
  return {
    own: scope.own,
    qualifier: (name) => scope.qualifier(name),
    isParameter: (name) => scope.isParameter(name),
    declares: (name) => scope.declares(name),
    local: (name) => scope.local?.(name) ?? null,
    dotImported: (name) => scope.dotImported?.(name) ?? null,
  };
}
