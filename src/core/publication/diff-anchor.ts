import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** The fragment by which GitHub's page of changed files names a line at head. */
export function diffAnchor(path: string, line: number): string {
  return `diff-${bytesToHex(sha256(utf8ToBytes(path)))}R${line}`;
}
