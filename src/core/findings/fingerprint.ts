import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Claim } from './finding.ts';
import { compareText } from './order.ts';

const DIGITS = 16;

/**
 * Names every claim by what it is about and never by where it stands: standard, package, symbol and
 * header, and its ordinal among equals. Names in `taken` are passed over, and the new ones added to it.
 */
export function fingerprintClaims(claims: readonly Claim[], taken: Set<string>): Map<Claim, string> {
  const names = new Map<Claim, string>();
  const next = new Map<string, number>();
  for (const claim of claims.toSorted(byPlace)) {
    const { package: home, symbol, header } = claim.anchor;
    const key = JSON.stringify([claim.standard, home, symbol, header]);
    let ordinal = next.get(key) ?? 0;
    let name = digest(key, ordinal);
    while (taken.has(name)) name = digest(key, ++ordinal);
    next.set(key, ordinal + 1);
    taken.add(name);
    names.set(claim, name);
  }
  return names;
}

function digest(key: string, ordinal: number): string {
  return bytesToHex(sha256(utf8ToBytes(`${key}${ordinal}`))).slice(0, DIGITS);
}

function byPlace(a: Claim, b: Claim): number {
  return (
    compareText(a.path, b.path) ||
    a.line - b.line ||
    a.start - b.start ||
    compareText(a.anchor.expression, b.anchor.expression)
  );
}
