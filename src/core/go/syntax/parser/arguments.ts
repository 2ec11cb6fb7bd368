import { Kind, Token } from '../grammar.ts';
import { value } from './expressions.ts';
import type { Parse } from './parse.ts';
import type { Tokens } from './tokens.ts';
import { type } from './types.ts';

/** `argument_list` */
export function argumentList(p: Parse): void {
  const mark = p.begin();
  const { isHeader } = p;
  p.isHeader = false;
  p.expect(Token['(']);
  while (!p.is(Token[')'])) {
    argument(p);
    if (!p.skipIf(Token[','])) break;
  }
  p.expect(Token[')']);
  p.isHeader = isHeader;
  p.end(Kind.argument_list, mark);
}

function argument(p: Parse): void {
  const mark = p.begin();
  value(p);
  if (!p.is(Token['...'])) return;
  p.leaf(Token['...']);
  p.end(Kind.variadic_argument, mark);
}

/** Arguments of `new` and `make`, the first of which is a type. */
export function specialArgumentList(p: Parse): void {
  const mark = p.begin();
  const { isHeader } = p;
  p.isHeader = false;
  p.expect(Token['(']);
  if (!p.is(Token[')'])) {
    type(p);
    while (p.skipIf(Token[','])) if (!p.is(Token[')'])) value(p);
  }
  p.expect(Token[')']);
  p.isHeader = isHeader;
  p.end(Kind.argument_list, mark);
}

/** The parentheses that open at the token hold one expression, as those of a conversion do. */
export function hasSingleArgument({ tokens }: Parse, open: number): boolean {
  const { kinds, closers } = tokens;
  const close = closers[open] as number;
  const last = kinds[close - 1] === Token[','] ? close - 1 : close;
  return last > open + 1 && kinds[last - 1] !== Token['...'] && !hasComma(tokens, open, last);
}

/** A comma stands behind the bracket `open` and before the token `end`, outside of other brackets. */
export function hasComma({ kinds, closers }: Tokens, open: number, end: number): boolean {
  for (let at = open + 1; at < end; at++) {
    const kind = kinds[at];
    if (kind === Token[',']) return true;
    if (kind === Token['('] || kind === Token['['] || kind === Token['{']) at = closers[at] as number;
  }
  return false;
}
