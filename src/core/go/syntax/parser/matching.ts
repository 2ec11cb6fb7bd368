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

/** Trees are not as deep. */
const DEEPEST = 1_000;

/** Finds for each opening bracket the one that closes it, token by token: what does not fit is not read to its end. */
export class Brackets {
  private readonly open = new Uint32Array(DEEPEST);
  private depth = 0;

  clear(): void {
    this.depth = 0;
  }

  /** Takes the token that was added last. */
  take({ kinds, closers, size }: Tokens, kind: number): void {
    if (CLOSER_OF[kind] !== 0) {
      if (this.depth === DEEPEST) giveUp();
      this.open[this.depth++] = size - 1;
    } else if (CLOSES[kind] === 1) {
      if (this.depth === 0) giveUp();
      const opener = this.open[--this.depth] as number;
      if (CLOSER_OF[kinds[opener] as number] !== kind) giveUp();
      closers[opener] = size - 1;
    }
  }

  end(): void {
    if (this.depth > 0) giveUp();
  }
}
