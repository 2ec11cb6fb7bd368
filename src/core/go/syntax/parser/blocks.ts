import { Token } from '../grammar.ts';
import type { Tokens } from './tokens.ts';

/** Tokens of statements that no literal has outside of the functions in it. */
const OF_STATEMENTS = new Uint8Array(256);
for (const name of [
  ...([':=', '=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=', '&^=', '++', '--'] as const),
  ...(['return', 'if', 'for', 'switch', 'select', 'go', 'defer', 'var', 'const', 'type'] as const),
  ...(['break', 'continue', 'goto', 'fallthrough', 'case', 'default'] as const),
])
  OF_STATEMENTS[Token[name]] = 1;

/** The braces that open at the token hold statements, and cannot be those of a literal. */
export function holdsStatement({ kinds, closers }: Tokens, open: number): boolean {
  const close = closers[open] as number;
  for (let at = open + 1; at < close; at++) {
    const kind = kinds[at] as number;
    if (OF_STATEMENTS[kind] === 1) return true;
    if (kind === Token['('] || kind === Token['['] || kind === Token['{']) at = closers[at] as number;
  }
  return false;
}
