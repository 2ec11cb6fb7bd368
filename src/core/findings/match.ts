import type { Change } from '../change/change.ts';
import { causalLine, type Extent, type Place } from './causal.ts';
import type { Claim, Finding } from './finding.ts';
import { fingerprintClaims } from './fingerprint.ts';
import { type ChangeLines, lineMapOf } from './line-map.ts';
import { MATCH_KEYS, type MatchKey, type Placed, saysEnough } from './match-keys.ts';
import { pairClosest } from './pair.ts';
import { directoryOf, renamedDirectories } from './renames.ts';

export interface MatchOptions {
  /** Lines at head of the declaration that holds the claim: a deletion in there explains it. Null at file level. */
  scope?: (claim: Claim) => Extent | null;
  /** Where the change altered something that the claim rests on (a callee's summary, a manifest); null if nowhere. */
  causes?: (claim: Claim) => Place | null;
}

/**
 * What the change brought in: claims at head that no claim at base accounts for and that a line of the
 * diff explains. In the order of `head`. A claim that accounts for one at head lends it its fingerprint.
 */
export function matchClaims(
  base: readonly Claim[],
  head: readonly Claim[],
  change: Change,
  options: MatchOptions = {},
): Finding[] {
  const lines = lineMapOf(change);
  const baseOf = pairUp(base, head, change, lines);
  const names = new Set<string>();
  const baseNames = fingerprintClaims(base, names);
  const fresh = head.filter((claim) => !baseOf.has(claim));
  const freshNames = fingerprintClaims(fresh, names);
  return head.map((claim): Finding => {
    const known = baseOf.get(claim);
    const fingerprint = (known === undefined ? freshNames.get(claim) : baseNames.get(known)) ?? '';
    if (known !== undefined) return { ...claim, fingerprint, new: false, causal: null };
    const scope = options.scope?.(claim) ?? null;
    const causal = causalLine(claim, lines, scope) ?? options.causes?.(claim) ?? null;
    return { ...claim, fingerprint, new: causal !== null, causal };
  });
}

/** Findings of an audit, which has no base to compare with: everything counts, and there is no diff to post on. */
export function auditFindings(claims: readonly Claim[]): Finding[] {
  const names = fingerprintClaims(claims, new Set());
  return claims.map((claim) => ({ ...claim, fingerprint: names.get(claim) ?? '', new: true, causal: null }));
}

/** Claims at head with the claim at base that each one is. */
function pairUp(base: readonly Claim[], head: readonly Claim[], change: Change, lines: ChangeLines): Map<Claim, Claim> {
  const pairs = new Map<Claim, Claim>();
  const open: Sides = { base: placeBase(base, change, lines), head: placeHead(head, lines) };
  pairGroups(open, pairs, (placed) => (placed.changed ? null : placeKey(placed, placed.claim.anchor.expression)));
  pairGroups(open, pairs, (placed) => (placed.changed || isOneLine(placed.claim) ? null : placeKey(placed, null)));
  for (const key of MATCH_KEYS) {
    // Where equals are many, an edited line is rather the edit of a deleted line than one that stands.
    pairGroups(open, pairs, (placed) => keyOf(key, placed, placed.changed));
    if (!key.movedOnly) pairGroups(open, pairs, (placed) => keyOf(key, placed, null));
  }
  return pairs;
}

interface Sides {
  base: Placed[];
  head: Placed[];
}

/** Pairs within every group of equal keys and takes the paired off both sides; a null key stays out. */
function pairGroups(open: Sides, pairs: Map<Claim, Claim>, keyOf: (placed: Placed) => string | null): void {
  if (open.base.length === 0 || open.head.length === 0) return;
  const olds = Map.groupBy(open.base, keyOf);
  const news = Map.groupBy(open.head, keyOf);
  const paired = new Set<Placed>();
  for (const [key, group] of news) {
    if (key === null) continue;
    for (const [old, one] of pairClosest(olds.get(key) ?? [], group)) {
      pairs.set(one.claim, old.claim);
      paired.add(old).add(one);
    }
  }
  open.base = open.base.filter((placed) => !paired.has(placed));
  open.head = open.head.filter((placed) => !paired.has(placed));
}

/** Pass 1: on a line that the diff left alone, the same expression (of several lines: it may be edited further down). */
function placeKey({ claim, path, at }: Placed, expression: string | null): string {
  return JSON.stringify([claim.standard, path, at, expression]);
}

function isOneLine(claim: Claim): boolean {
  return claim.line === claim.endLine;
}

function keyOf(key: MatchKey, placed: Placed, changed: boolean | null): string | null {
  if (key.movedOnly && !placed.changed) return null;
  if (!saysEnough(placed.claim, key)) return null;
  const parts = key.of(placed);
  return parts === null ? null : JSON.stringify([placed.claim.standard, changed, ...parts]);
}

function placeBase(claims: readonly Claim[], change: Change, lines: ChangeLines): Placed[] {
  const directories = renamedDirectories(change);
  return claims.map((claim) => {
    const kept = lines.headPath(claim.path);
    const path = kept ?? claim.path;
    const line = lines.toNew(claim.path, claim.line);
    const written = claim.anchor.package;
    // A file that is still there says where its package went; of a deleted one, or of a service, its directory does.
    const isFiles = kept !== null && written === directoryOf(claim.path);
    const home = isFiles ? directoryOf(path) : written;
    return {
      claim,
      path,
      package: home,
      renamedPackage: isFiles ? home : (directories.get(written) ?? written),
      at: line ?? lines.near(claim.path, claim.line),
      changed: line === null,
    };
  });
}

function placeHead(claims: readonly Claim[], lines: ChangeLines): Placed[] {
  return claims.map((claim) => ({
    claim,
    path: claim.path,
    package: claim.anchor.package,
    renamedPackage: claim.anchor.package,
    at: claim.line,
    changed: lines.touches(claim.path, claim.line),
  }));
}
