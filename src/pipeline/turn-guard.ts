import type { Guard } from './forge.ts';
import type { Ledger, Turn } from './service-ports.ts';

/** Something newer takes the place of what is under way: it ends without a word. */
export class Superseded extends Error {
  override name = 'Superseded';
}

/** Lets a turn write only while it is the newest one of its key. @throws Superseded */
export function turnGuard(ledger: Ledger, key: string, turn: Turn): Guard {
  return async () => {
    if (turn.signal.aborted || !(await ledger.isCurrent(key, turn.fence))) throw new Superseded();
  };
}
