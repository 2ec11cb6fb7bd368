import { Field, Kind, Token } from '../grammar.ts';
import { value } from './expressions.ts';
import type { Parse } from './parse.ts';

/** `{1, k: v, {2}}` behind the type of a literal. */
export function literalValue(p: Parse): void {
  p.enter();
  const mark = p.begin();
  const { isHeader } = p;
  p.isHeader = false;
  p.expect(Token['{']);
  while (!p.is(Token['}'])) {
    element(p);
    if (!p.skipIf(Token[','])) break;
  }
  p.expect(Token['}']);
  p.isHeader = isHeader;
  p.end(Kind.literal_value, mark);
  p.leave();
}

function element(p: Parse): void {
  const mark = p.begin();
  literalElement(p);
  if (!p.is(Token[':'])) return;
  p.as(Field.key);
  p.skip();
  literalElement(p);
  p.as(Field.value);
  p.end(Kind.keyed_element, mark);
}

function literalElement(p: Parse): void {
  const mark = p.begin();
  if (p.is(Token['{'])) literalValue(p);
  else value(p);
  p.end(Kind.literal_element, mark);
}
