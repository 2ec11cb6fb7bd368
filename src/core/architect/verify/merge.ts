import type { Subsumes } from '../../findings/dedupe.ts';
import type { Finding } from '../../findings/finding.ts';
import { OTHER } from '../../report/words.ts';
import type { Corroboration, ReplyFinding } from '../reply.ts';
import type { Candidate } from './candidate.ts';
import { clean } from './clean.ts';
import type { DropReason } from './drops.ts';
import { locateEvidence } from './locate.ts';
import { unknownName } from './names.ts';
import type { Repository } from './repository.ts';
import type { Library } from './texts.ts';

/** Lines between two places that may still be one defect, where the standard is the same. */
const NEAR = 3;
/** Digits of a fingerprint that name it. */
const NAMED_BY = 8;

export interface Merged {
  /** What is left to judge, the hints that the model confirms among it. */
  candidates: Candidate[];
  /** What the model adds to findings of the rules, by fingerprint. */
  notes: Map<string, string>;
}

/** Takes out what the rules say already: theirs is the finding, and what the model knows beside it becomes its note. */
export function mergeRepeats(
  candidates: readonly Candidate[],
  findings: readonly Finding[],
  subsumes: Subsumes,
  drop: (reason: DropReason) => void,
): Merged {
  const merged: Merged = { candidates: [], notes: new Map() };
  for (const candidate of candidates) {
    const same = findings.find((finding) => isSame(candidate, finding, subsumes));
    if (!same) merged.candidates.push(candidate);
    else if (!same.new) drop('stood before this change');
    else if (same.lane === 'H') addHint(merged, { ...candidate, hint: same, claim: hintClaim(same, candidate) }, drop);
    else addNote(merged, same, candidate.claim.message, drop);
  }
  return merged;
}

/** Adds what the model says of the rules' findings by their fingerprints. */
export function addCorroborations(
  merged: Merged,
  corroborations: readonly Corroboration[],
  findings: readonly Finding[],
  { library, repository }: { library: Library; repository: Repository },
  drop: (reason: DropReason) => void,
): void {
  for (const { fact, note, evidence } of corroborations) {
    const about = findings.find((one) => one.new && fact.length >= NAMED_BY && one.fingerprint.startsWith(fact));
    const found = locateEvidence(evidence, library, repository);
    const prose = clean(note);
    if (!about) drop('names what is not there');
    else if (found.length === 0) drop('evidence not found');
    else if (unknownName(prose, repository.names) !== null) drop('names what is not there');
    else if (about.lane === 'H') {
      const { late, note: _, ...claim } = about;
      addHint(
        merged,
        {
          claim: { ...claim, evidence: [...about.evidence, ...found.filter(({ side }) => side !== 'base')] },
          hint: about,
          said: saidOfHint(about, prose, evidence),
          recommendation: '',
          alternatives: [],
          baseEvidence: found.filter(({ side }) => side === 'base'),
        },
        drop,
      );
    } else addNote(merged, about, prose, drop);
  }
}

function addNote({ notes }: Merged, { fingerprint }: Finding, note: string, drop: (reason: DropReason) => void): void {
  if (notes.has(fingerprint)) drop('said already');
  else notes.set(fingerprint, note);
}

function addHint({ candidates }: Merged, candidate: Candidate, drop: (reason: DropReason) => void): void {
  if (candidates.some(({ hint }) => hint?.fingerprint === candidate.hint?.fingerprint)) drop('said already');
  else candidates.push(candidate);
}

/** What a rule supposes, as if the model had found it. */
function saidOfHint(hint: Finding, note: string, evidence: Corroboration['evidence']): ReplyFinding {
  return {
    standard: hint.standard,
    severity: hint.severity,
    confidence: 'high',
    path: hint.path,
    quote: hint.anchor.expression,
    claim: hint.message,
    impact: note,
    recommendation: '',
    replacement: null,
    evidence,
    alternatives: [],
  };
}

/** The hint, with what the model found beside it. */
function hintClaim(hint: Finding, { claim }: Candidate): Candidate['claim'] {
  return { ...hint, evidence: [...hint.evidence, ...claim.evidence] };
}

function isSame({ claim }: Candidate, finding: Finding, subsumes: Subsumes): boolean {
  if (finding.path !== claim.path || finding.lane === 'M') return false;
  if (finding.standard === claim.standard)
    return (
      distance(claim, finding) <= NEAR ||
      (claim.anchor.symbol !== null &&
        finding.anchor.symbol === claim.anchor.symbol &&
        distance(claim, finding) <= 4 * NEAR)
    );
  if (distance(claim, finding) > 0) return false;
  if (claim.standard === OTHER) return finding.line === claim.line && saysTheSame(claim.message, finding.message);
  return isOver(finding.standard, claim.standard, subsumes) || isOver(claim.standard, finding.standard, subsumes);
}

/** Without a standard to go by: a third of the words that either uses is in both. */
function saysTheSame(a: string, b: string): boolean {
  const [first, second] = [a, b].map((text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}_]{4,}/gu) ?? []));
  if (!first || !second) return false;
  return first.intersection(second).size * 3 >= Math.min(first.size, second.size);
}

function isOver(winner: string, loser: string, subsumes: Subsumes): boolean {
  return subsumes.get(winner)?.includes(loser) ?? false;
}

function distance(a: Finding | Candidate['claim'], b: Finding): number {
  return Math.max(0, a.line - b.endLine, b.line - a.endLine);
}
