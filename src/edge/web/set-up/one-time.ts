import { randomBytes, timingSafeEqual } from 'node:crypto';

/** A word that is good for one use. */
export interface OneTime {
  text: string;
  /** Whether this is the word, and its first use. */
  use(text: string | undefined): boolean;
}

export function oneTime(): OneTime {
  const text = randomWord();
  let isUsed = false;
  return {
    text,
    use(given) {
      if (isUsed || !sameText(given, text)) return false;
      isUsed = true;
      return true;
    },
  };
}

export function randomWord(): string {
  return randomBytes(32).toString('base64url');
}

/** Takes the same time wherever they differ. */
export function sameText(given: string | undefined, text: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(text)];
  return a.length === b.length && timingSafeEqual(a, b);
}
