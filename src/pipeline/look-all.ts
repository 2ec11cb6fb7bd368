import type { ConsultationFailure } from '../core/architect/consultation.ts';
import type { Snapshots, Span } from '../core/architect/context/code-block.ts';
import type { Model, ModelUsage } from '../core/architect/model.ts';
import type { ReplyFinding } from '../core/architect/reply.ts';
import type { Compared } from '../core/architect/verify/compare.ts';
import type { DropReason } from '../core/architect/verify/drops.ts';
import type { Sections } from '../core/architect/verify/sections.ts';
import type { Judged } from '../core/architect/verify/settle.ts';
import type { Evidence } from '../core/findings/finding.ts';
import { type Doubted, type Looked, secondLook } from './second-look.ts';

type FlagVerdict = Sections['redFlags'][number];

export interface LookedAll {
  judged: Judged[];
  /** Those that were confirmed. */
  redFlags: FlagVerdict[];
  usage: ModelUsage[];
  models: string[];
  calls: number;
  /** Set when nothing of what was found could be judged. */
  failure: ConsultationFailure | null;
}

/** Each costs a call; the weightiest come first. */
const MOST_FINDINGS = 12;
const MOST_FLAGS = 3;

/** Has every finding, and every red flag, judged a second time, each by itself. */
export async function lookAll(
  compared: readonly Compared[],
  flags: readonly FlagVerdict[],
  snapshots: Snapshots,
  asked: { model: Model; prompt: string },
  signal: AbortSignal,
  drop: (reason: DropReason) => void,
): Promise<LookedAll> {
  const asFlags = flags.slice(0, MOST_FLAGS);
  const doubts = [
    ...compared.slice(0, MOST_FINDINGS).map(({ candidate }) => doubtOf(candidate)),
    ...asFlags.map((flag) => doubtOfFlag(flag, compared)),
  ];
  await snapshots.sight.load(doubts.flatMap(({ spans }) => spans));
  const looked = await Promise.all(doubts.map((doubt) => secondLook(doubt, snapshots, asked, signal)));
  const onFindings = looked.slice(0, Math.min(compared.length, MOST_FINDINGS));
  const onFlags = looked.slice(onFindings.length);
  const verdicts = flags.map((_, i) => onFlags[i]?.look?.verdict ?? null);
  for (const verdict of verdicts) {
    if (verdict === null) drop('not looked at a second time');
    else if (verdict === 'refute') drop('refuted by the second look');
    else if (verdict === 'uncertain') drop('not certain');
  }
  return {
    judged: compared.map((one, i) => ({ ...one, look: onFindings[i]?.look ?? null })),
    redFlags: flags.filter((_, i) => verdicts[i] === 'confirm'),
    usage: looked.flatMap(({ usage }) => usage),
    models: looked.flatMap(({ models }) => models),
    calls: looked.reduce((sum, { usage }) => sum + usage.length, 0),
    failure: failureOf(looked),
  };
}

function failureOf(looked: readonly Looked[]): ConsultationFailure | null {
  const [first] = looked;
  if (!first?.failure || looked.some(({ look }) => look !== null)) return null;
  return { kind: first.failure.failure, why: `its findings could not be checked: ${first.failure.message}` };
}

function doubtOf({ claim, said, baseEvidence }: Compared['candidate']): Doubted {
  const { path, line, endLine } = claim;
  return { said, spans: [{ side: 'head', path, line, endLine }, ...spansOf([...claim.evidence, ...baseEvidence])] };
}

/** A flag is judged by its own evidence, and by that of the findings which it sums up. */
function doubtOfFlag({ flag, reason, evidence }: FlagVerdict, compared: readonly Compared[]): Doubted {
  const [first] = evidence;
  const said: ReplyFinding = {
    standard: 'other',
    severity: 'high',
    confidence: 'high',
    path: first?.path ?? '',
    quote: first?.text ?? '',
    claim: `This change raises the red flag ${flag}: ${reason}`,
    impact: '',
    recommendation: '',
    replacement: null,
    evidence: evidence.map(({ path, text, supports }) => ({
      path,
      side: 'head',
      quote: text,
      supports: supports ?? '',
    })),
    alternatives: [],
  };
  const own = spansOf(evidence);
  const behind = compared.flatMap(({ candidate }) => {
    const { spans } = doubtOf(candidate);
    return spans.some((span) => own.some((one) => isNear(one, span))) ? spans : [];
  });
  return { said, spans: [...own, ...behind] };
}

/** Lines between two quotes of one thing. */
const NEAR = 3;

function isNear(one: Span, other: Span): boolean {
  return one.path === other.path && one.side === other.side && Math.abs(one.line - other.line) <= NEAR;
}

function spansOf(evidence: readonly Evidence[]): Span[] {
  return evidence.map(({ path, line, side }) => ({ side: side ?? 'head', path, line, endLine: line }));
}
