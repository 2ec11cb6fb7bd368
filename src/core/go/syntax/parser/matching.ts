import { Token } from '../grammar.ts';
import { giveUp } from './not-understood.ts';
import type { Tokens } from './tokens.ts';

/** Of an opening bracket, the kind that closes it. */
const CLOSER_OF = new Uint8Array(256);
CLOSER_OF[Token['(']] = Token[')'];
CLOSER_OF[Token['[']] = Token[']'];
CLOSER_OF[Token['{']] = Token['}'];

const CLOSES = new Uint8Array(256);
for (const closer of [Token[')'], Token[']'], Token['}']]) CLOSES[closer] = 1;

/** Finds for each opening bracket the one that closes it. */
export function matchBrackets({ kinds, closers, size }: Tokens): void {
  const open: number[] = [];
  for (let at = 0; at < size; at++) {
    const kind = kinds[at] as number;
    if (CLOSER_OF[kind] !== 0) open.push(at);
    else if (CLOSES[kind] === 1) {
      const opener = open.pop() ?? giveUp();
      if (CLOSER_OF[kinds[opener] as number] !== kind) giveUp();
      closers[opener] = at;
    }
  }
  if (open.length > 0) giveUp();
}
