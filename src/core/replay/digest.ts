import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Review } from '../report/review.ts';

/** Tells whether two runs came to the same, byte for byte. */
export function digestOf(review: Review, plan: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify([review, plan]))));
}
