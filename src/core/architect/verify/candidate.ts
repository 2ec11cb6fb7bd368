import type { Claim, Evidence, Finding } from '../../findings/finding.ts';
import type { ReplyFinding } from '../reply.ts';

/** Something that the model said, all of whose quotes were found: to be judged by the second look. */
export interface Candidate {
  /** Of lane M, as it would be shown; for a hint that the model confirms, the hint's own. */
  claim: Claim;
  /** The rule's hint that it speaks of. */
  hint: Finding | null;
  /** In the model's words, with the evidence that was found: what the second look is shown. */
  said: ReplyFinding;
  recommendation: string;
  alternatives: readonly { option: string; tradeOff: string }[];
  /** Shown, but found at base, where no line of the diff can be. */
  baseEvidence: readonly Evidence[];
}
