import { signalUnbuffered } from './lifecycle/signal-unbuffered.ts';
import type { Standard } from './standard.ts';

/** Every standard that runs, by area. */
export const STANDARDS: readonly Standard[] = [signalUnbuffered];

const BY_ID = new Map(STANDARDS.map((standard) => [standard.id, standard]));

export function standardById(id: string): Standard | undefined {
  return BY_ID.get(id);
}
