import type { WireFact } from '../../go/facts.ts';
import type { Declaration } from '../reach/declarations.ts';
import { type Expression, parseExpression } from '../wire/expression.ts';
import { type Context, type Named, namedBy, namedType, typeOf } from './context.ts';

const PLAIN = new Set(['=', 'return', 'sql']);

/** One fact of exchanges where it stands. What it says is read when it is asked for: most are never looked at. */
export class Site {
  readonly declaration: Declaration;
  readonly context: Context;
  readonly fact: WireFact;
  private meant: Named | null | undefined;
  private given: readonly Expression[] | null = null;

  constructor(declaration: Declaration, context: Context, fact: WireFact) {
    this.declaration = declaration;
    this.context = context;
    this.fact = fact;
  }

  /** The fact is a composite literal: `T{…}`. */
  get isLiteral(): boolean {
    return this.fact.call.endsWith('{}');
  }

  get callee(): Expression {
    const { call } = this.fact;
    const parsed = parseExpression(this.isLiteral ? `<${call.slice(0, -2)}>` : call);
    // A method is called on what `&T{…}` gives, whose text has no brackets.
    return parsed.is === 'address' ? parsed.of : parsed;
  }

  /** Of a literal: the values alone. */
  get args(): readonly Expression[] {
    this.given ??= this.fact.args.map((_, at) => this.argument(at));
    return this.given;
  }

  /** One of `args`. */
  argument(at: number): Expression {
    const text = this.fact.args[at] ?? '';
    return parseExpression(this.isLiteral ? text.slice(text.indexOf(':') + 1) : text);
  }

  /** Of a literal: the fields, beside `args`. */
  get fields(): readonly string[] {
    return this.isLiteral ? this.fact.args.map((arg) => arg.slice(0, arg.indexOf(':'))) : [];
  }

  /** What is called, or the type of a literal; null when not known, and for facts that are no calls. */
  get named(): Named | null {
    if (this.meant === undefined) this.meant = this.resolve();
    return this.meant;
  }

  private resolve(): Named | null {
    if (PLAIN.has(this.fact.call)) return null;
    if (!this.isLiteral) return namedBy(this.callee, this.context);
    const type = namedType(typeOf(this.callee, this.context));
    return type && { package: type.package, receiver: null, name: type.name };
  }
}
