/** Default order of severities, worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** D: deterministic, may gate. H: hint, advisory. M: judged by the architect model. */
export type Lane = 'D' | 'H' | 'M';

/** The seven red flags, in the order of the board. */
export const RED_FLAGS = [
  'distributed-monolith',
  'missing-observability',
  'no-error-strategy',
  'cascading-failure',
  'no-idempotency',
  'missing-auth',
  'no-degradation',
] as const;
export type RedFlag = (typeof RED_FLAGS)[number];

/** A place that proves a claim. `text` is the source line, trimmed. */
export interface Evidence {
  path: string;
  /** Counts from 1. */
  line: number;
  text: string;
  /** Line and text are those of the base; else of the head. */
  side?: 'base';
  /** What of the claim it proves, where that is told: prose without links. */
  supports?: string;
}

/** Replaces whole lines `line`..`endLine` of a file by `text`, which ends without a line feed; empty deletes them. */
export interface LineEdit {
  line: number;
  endLine: number;
  text: string;
}

/** A mend of the finding's file that was made, judged again and found right. */
export interface Suggestion extends LineEdit {
  /** Other lines of the file that must change with it, an import mostly: then it is no single block to commit. */
  also?: readonly LineEdit[];
}

/** How a claim is recognised again in another version of the code. */
export interface Anchor {
  /** Directory of the package (or of the file, where there are no packages). */
  package: string;
  /** Enclosing declaration as Go writes it, `Place` or `(*Server).Place`; null at file level. */
  symbol: string | null;
  /** The statement or declaration that holds the anchor, nested blocks elided, white space folded. */
  header: string;
  /** The blamed expression itself, white space folded. */
  expression: string;
}

/** What a standard says of one place in one snapshot. */
export interface Claim {
  /** Catalogue id, `area/name`. */
  standard: string;
  lane: Lane;
  severity: Severity;
  path: string;
  /** First and last blamed line, counted from 1. */
  line: number;
  endLine: number;
  /** UTF-16 offsets of the blamed expression, [start, end): two claims on one expression are one defect. */
  start: number;
  end: number;
  /** The claim and its consequence for this place, in Markdown without links. */
  message: string;
  evidence: Evidence[];
  suggestion: Suggestion | null;
  /** The standard can tell the edits that mend it: see core/suggestions. */
  mendable?: true;
  anchor: Anchor;
  /** It was found by comparing with the base, so the change brought it in whatever lines it touches. */
  brought?: true;
  /** The route that it is about, where configuration decides which are public. */
  route?: string;
  /** Lines that the claim is about as a whole (a function's length): any edit in them explains it. */
  about?: { line: number; endLine: number };
  /** Lines of another file that it is about, too: any edit in them explains it. */
  restsOn?: { path: string; line: number; endLine: number };
}

/** A claim that was compared with the base. */
export interface Finding extends Claim {
  /** Stable across pushes, renames and line shifts; 16 hexadecimal digits. */
  fingerprint: string;
  /** The change brought it in; false where it stood at base already. */
  new: boolean;
  /** Line of the diff to post on: the anchor or an evidence line that the change touches; null when not new. */
  causal: { path: string; line: number } | null;
  /** The last review of the same code did not have it: it does not hold the check. */
  late?: true;
  /** Lane M: what the architect model says beside the claim. */
  judgement?: Judgement;
  /** Other lanes: what the architect model adds to it, prose without links. */
  note?: string;
  /** Lane M: a rule's hint says the same, so that it may gate where configuration wants that. */
  corroborated?: true;
  /** Said in the summary alone: not worth a comment on its line. */
  aside?: true;
}

/** The rest of what the architect model says of a finding of its own; prose without links. */
export interface Judgement {
  /** What came of looking at it a second time, with the code alone, and why. */
  checked: 'confirmed' | 'uncertain';
  because: string;
  recommendation: string;
  alternatives: readonly { option: string; tradeOff: string }[];
  /** What it was said to be worth before it was looked at a second time, where that made it less. */
  claimedSeverity?: Severity;
}
