import type { Finding } from '../../findings/finding.ts';
import { type ReportContext, standardUrl } from '../context.ts';
import { isPlain } from '../hidden.ts';
import { cut } from '../words.ts';
import { fence, link, message } from './escape.ts';
import { fold, judgement, proof, proposal, titleOf } from './finding.ts';
import { place } from './place.ts';

/** Words before the fold, the title's included. */
const WORDS = 80;
const WHOLE = 3000;
/** Digits that name a finding well enough; a waiver takes six or more. */
const NAMED_BY = 8;

/**
 * The body of an inline review comment: the claim, a suggestion that can be committed, everything else folded.
 *
 * @param committable the comment spans `suggestion.line`..`suggestion.endLine` of the finding's file, so that the
 *   suggestion can be committed from it; otherwise it is folded
 */
export function renderInlineComment(
  finding: Finding,
  context: ReportContext,
  committable = isCommittable(finding),
): string {
  const title = titleOf(finding, context) + elsewhere(finding, context);
  const claim = words(finding.message, WORDS - title.split(/\s+/).length);
  const parts = [
    title,
    message(claim),
    committable && finding.suggestion ? fence('suggestion', finding.suggestion.text) : '',
    fold('Why, evidence, how to disagree', why(finding, context, claim !== finding.message, !committable)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Where the defect stands, when the line that the change touched is another one. */
function elsewhere({ path, line, endLine, causal }: Finding, context: ReportContext): string {
  const isHere = causal === null || (causal.path === path && line <= causal.line && causal.line <= endLine);
  return isHere ? '' : ` at ${place(path, line, context)}`;
}

/** Whether the suggestion holds the line that a comment stands on, and no other line must change with it. */
export function isCommittable({ suggestion, causal, path }: Finding): boolean {
  if (!suggestion || suggestion.also || !causal || causal.path !== path || !isPlain(suggestion.text)) return false;
  return suggestion.line <= causal.line && causal.line <= suggestion.endLine;
}

function why(finding: Finding, context: ReportContext, wasCut: boolean, propose: boolean): string {
  const standard = context.standard(finding.standard);
  const references = standard?.references.map((reference) => `- <${reference}>`).join('\n') ?? '';
  const parts = [
    wasCut ? message(cut(finding.message, WHOLE)) : '',
    judgement(finding),
    standard?.why.trim() ?? '',
    proof(finding, context),
    propose ? proposal(finding, context) : '',
    standard?.fix.trim() ?? '',
    references,
    `${standard ? `${link('The standard', standardUrl(context.tool, standard.id))} · to` : 'To'} disagree, answer ` +
      `\`/architect waive ${finding.fingerprint.slice(0, NAMED_BY)} until YYYY-MM-DD because …\``,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The whole claim, or its first words with an ellipsis. */
function words(claim: string, max: number): string {
  const all = claim.trim().split(/\s+/);
  if (all.length <= max && claim.length <= max * 20) return claim;
  return `${cut(all.slice(0, max).join(' '), max * 20).replace(/…$/, '')}…`;
}
