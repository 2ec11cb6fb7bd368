import { Token } from '../grammar.ts';
import { giveUp } from './not-understood.ts';

interface Operator {
  sign: string;
  kind: number;
}

/** Operators and punctuation by their first character, the longest first. */
const OPERATORS: Operator[][] = Array.from({ length: 128 }, () => []);
for (const [sign, kind] of Object.entries(Token).sort(([a], [b]) => b.length - a.length))
  if (!/[a-z"`]/.test(sign)) OPERATORS[sign.charCodeAt(0)]?.push({ sign, kind });

/** The operator or the punctuation mark at `at`, whose first code unit is `char`. */
export function operatorAt(text: string, at: number, char: number): Operator {
  const operators = OPERATORS[char] ?? giveUp();
  for (const operator of operators)
    if (operator.sign.length === 1 || text.startsWith(operator.sign, at)) return operator;
  return giveUp();
}
