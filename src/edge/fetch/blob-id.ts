import { createHash } from 'node:crypto';

/** An id that no blob has: stands where a version exists whose contents are not at hand. */
export const UNKNOWN_BLOB = '0'.repeat(40);

/** A blob's id as git computes it: SHA-1, or SHA-256 when `like` is such an id. */
export function blobId(bytes: Uint8Array, like = UNKNOWN_BLOB): string {
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
