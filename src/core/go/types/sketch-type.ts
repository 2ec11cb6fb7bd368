import type { GoIndex } from '../index/go-index.ts';
import { MASKED_NEW } from '../syntax/shim.ts';
import { BUILTIN_FUNCTIONS, PREDECLARED_TYPES } from '../universe.ts';
import { UNTYPED_COMPLEX, UNTYPED_FLOAT, UNTYPED_INT, UNTYPED_RUNE, UNTYPED_STRING, untyped } from './constants.ts';
import { findMember } from './members.ts';
import { binaryOf, builtinOf, calledOf, elementOf, slicedOf, unaryOf } from './operations.ts';
import { namedType, parseType, readType, type TypeScope } from './parse-type.ts';
import { pointerTo, type Type, UNKNOWN } from './type.ts';
import { afterBracket, splitList } from './type-parameters.ts';

/** What part of an expression is: a value, the name of a type, a package, or a predeclared function. */
type Part =
  | { is: 'value'; type: Type; written?: readonly Type[] }
  | { is: 'type'; type: Type }
  | { is: 'package'; path: string }
  | { is: 'builtin'; name: string };

const NOT_KNOWN: Part = { is: 'value', type: UNKNOWN };
const TYPE_START = /^(?:\[|(?:map|chan|func|struct|interface)\b|<-\s*chan\b)/;
const OPERATOR = /^ (\|\||&&|[=!<>]=|<<|>>|&\^|[-+*/%&|^<>]) /;

/** Type of an initialiser from its sketch (sketch.ts), by what the names in it mean to the file. */
export function sketchType(index: GoIndex, sketch: string, scope: TypeScope): Type {
  const [, text = sketch, result] = /^(.*)#(\d+)$/s.exec(sketch) ?? [];
  const type = new SketchReader(index, text, scope).value();
  if (result === undefined) return type.kind === 'tuple' ? UNKNOWN : type;
  if (type.kind === 'tuple') return type.of[Number(result)] ?? UNKNOWN;
  // `v, ok := m[k]` and its like.
  return result === '0' ? type : untyped('bool');
}

class SketchReader {
  private at = 0;
  private readonly index: GoIndex;
  private readonly text: string;
  private readonly scope: TypeScope;

  constructor(index: GoIndex, text: string, scope: TypeScope) {
    this.index = index;
    this.text = text;
    this.scope = scope;
  }

  value(): Type {
    const part = this.binary();
    return part.is === 'value' ? part.type : UNKNOWN;
  }

  private binary(): Part {
    const left = this.unary();
    const operator = OPERATOR.exec(this.text.slice(this.at, this.at + 4));
    if (!operator) return left;
    this.at += operator[0].length;
    const right = this.unary();
    return value(binaryOf(operator[1] ?? '', typeOf(left), typeOf(right)));
  }

  private unary(): Part {
    const rest = this.text.slice(this.at);
    if (TYPE_START.test(rest)) return this.suffixes(this.typeLiteral());
    const operator = /^(?:<-|[-+!^*&])/.exec(rest)?.[0];
    if (operator === undefined) return this.suffixes(this.operand());
    this.at += operator.length;
    const operand = this.unary();
    if (operand.is === 'type') return operator === '*' ? { is: 'type', type: pointerTo(operand.type) } : NOT_KNOWN;
    return value(unaryOf(this.index, operator, typeOf(operand)));
  }

  /** `[]T`, `map[K]V`, `func(…) R` and so on; a function with a body is a value. */
  private typeLiteral(): Part {
    const isFunction = this.text.startsWith('func', this.at);
    const { type, end } = readType(this.text, this.at, this.scope);
    this.at = end;
    if (!isFunction || !this.text.startsWith('{}', this.at)) return { is: 'type', type };
    this.at += 2;
    return value(type);
  }

  private operand(): Part {
    const char = this.text[this.at];
    if (char === '(') {
      this.at++;
      const inner = this.binary();
      this.at++;
      return inner;
    }
    for (const [text, type] of LITERALS)
      if (this.text.startsWith(text, this.at)) {
        this.at += text.length;
        return value(type);
      }
    const name = /^[\w\u0080-\uffff]+/.exec(this.text.slice(this.at))?.[0] ?? '';
    this.at += Math.max(name.length, 1);
    return this.named(name);
  }

  private named(name: string): Part {
    if (name === 'true') return value(untyped('bool'));
    const { scope, index } = this;
    const own = index.package(scope.own);
    const member = own?.member(name);
    if (member) return value(member.type);
    if (scope.declares(name) || scope.isParameter(name)) return { is: 'type', type: namedType(name, [], scope) };
    const path = scope.qualifier(name);
    if (path !== null) return { is: 'package', path };
    if (name === MASKED_NEW) return { is: 'builtin', name: 'new' };
    if (BUILTIN_FUNCTIONS.has(name)) return { is: 'builtin', name };
    if (PREDECLARED_TYPES.has(name)) return { is: 'type', type: namedType(name, [], scope) };
    return NOT_KNOWN;
  }

  private suffixes(operand: Part): Part {
    let part = operand;
    for (;;) {
      const char = this.text[this.at];
      if (char === '.') part = this.selected(part);
      else if (char === '(') part = this.called(part);
      else if (char === '[') part = this.indexed(part);
      else if (char === '{') {
        this.at += 2;
        part = part.is === 'type' ? value(part.type) : NOT_KNOWN;
      } else return part;
    }
  }

  private selected(part: Part): Part {
    this.at++;
    if (this.text[this.at] === '(') return value(parseType(this.bracketed(), this.scope));
    const name = /^[\w\u0080-\uffff]+/.exec(this.text.slice(this.at))?.[0] ?? '';
    this.at += name.length;
    if (part.is === 'package') {
      const found = this.index.package(part.path);
      const member = found?.member(name);
      if (member) return value(member.type);
      // A literal's braces tell a type of a package that is not known.
      if (!found?.type(name) && !/^(?:\[[^\]]*\])?\{/.test(this.text.slice(this.at))) return NOT_KNOWN;
      return { is: 'type', type: { kind: 'named', package: part.path, name, args: [] } };
    }
    if (part.is === 'builtin') return NOT_KNOWN;
    const member = findMember(this.index, part.type, name);
    if (!member) return NOT_KNOWN;
    if (part.is === 'value') return value(member.type);
    if (member.type.kind !== 'func') return NOT_KNOWN;
    return value({ ...member.type, parameters: [part.type, ...member.type.parameters] });
  }

  private called(part: Part): Part {
    const args = splitList(this.bracketed());
    const types = () => args.map((text) => new SketchReader(this.index, text, this.scope).value());
    if (part.is === 'type') return value(part.type);
    if (part.is === 'package') return NOT_KNOWN;
    if (part.is === 'builtin') {
      return value(builtinOf(this.index, part.name, this.typeArgument(part.name, args[0] ?? ''), types));
    }
    return value(calledOf(this.index, part.type, () => part.written ?? [], types));
  }

  /** Type that the first argument of `make` or `new` names; null where it is a value, as Go 1.26 lets it be. */
  private typeArgument(builtin: string, text: string): Type | null {
    if (builtin === 'make') return parseType(text, this.scope);
    if (builtin !== 'new') return null;
    const part = new SketchReader(this.index, text, this.scope).binary();
    if (part.is === 'type') return part.type;
    return typeOf(part).kind === 'unknown' && /^\w+\.\w+$/.test(text) ? parseType(text, this.scope) : null;
  }

  private indexed(part: Part): Part {
    const inside = this.bracketed();
    if (inside === ':') return value(slicedOf(this.index, typeOf(part)));
    const written = () => splitList(inside).map((text) => parseType(text, this.scope));
    if (part.is === 'type' && part.type.kind === 'named')
      return { is: 'type', type: { ...part.type, args: written() } };
    if (part.is !== 'value') return NOT_KNOWN;
    if (part.type.kind === 'func') return { is: 'value', type: part.type, written: written() };
    return value(elementOf(this.index, part.type));
  }

  private bracketed(): string {
    const start = this.at;
    this.at = afterBracket(this.text, start);
    return this.text.slice(start + 1, this.at - 1);
  }
}

const LITERALS: readonly (readonly [string, Type])[] = [
  ['0.0', UNTYPED_FLOAT],
  ['0i', UNTYPED_COMPLEX],
  ['0', UNTYPED_INT],
  ['""', UNTYPED_STRING],
  ["''", UNTYPED_RUNE],
];

function value(type: Type): Part {
  return { is: 'value', type };
}

function typeOf(part: Part): Type {
  return part.is === 'value' ? part.type : UNKNOWN;
}
