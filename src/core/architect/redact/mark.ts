import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Enough to tell a few secrets apart, too little to test guesses of a weak one against. */
const DIGITS = 4;

/** What stands for a secret, with its line feeds. */
export function mark(secret: string): string {
  const name = bytesToHex(sha256(utf8ToBytes(secret))).slice(0, DIGITS);
  return `[secret ${name}]${secret.replace(/[^\n]/g, '')}`;
}
