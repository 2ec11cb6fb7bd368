import type { ReportContext } from './context.ts';
import { message, text } from './markdown/escape.ts';
import { findingsSection } from './markdown/findings-section.ts';
import { fitted, type Section, sizeOf } from './markdown/fit.ts';
import { elsewhere, notable, radius } from './markdown/impact-sections.ts';
import { modelSection } from './markdown/model-section.ts';
import { architecture, board, coverage, drawing, questions, silenced, times, tradeOffs } from './markdown/sections.ts';
import type { Review } from './review.ts';
import { basis, checkTitle, isClean } from './verdict.ts';
import { cut } from './words.ts';

export { renderInlineComment } from './markdown/inline-comment.ts';
export { checkTitle } from './verdict.ts';

/** The most that GitHub takes for the summary of a check run. */
export const SUMMARY_LIMIT = 65_535;

const GAP = '\n\n';

/**
 * The summary of the check run. Never longer than `SUMMARY_LIMIT`: what does not fit is counted.
 *
 * @param drawn false where Mermaid is not drawn, as in check runs
 */
export function renderMarkdown(review: Review, context: ReportContext, { drawn = true } = {}): string {
  const model = modelSection(review);
  if (isClean(review)) {
    const line = `${verdictLine(review)} in ${basis(review).join('; ')}.`;
    return `${[line, model].filter((part) => part !== '').join(GAP)}\n`;
  }
  const before = [
    verdict(review),
    fitted(board(review, context), 7_000),
    fitted(architecture(review, context), 8_000),
    fitted(notable(review, context), 3_000),
    drawn ? drawing(review) : '',
    fitted(radius(review, context), 4_000),
    fitted(elsewhere(review, context), 4_000),
  ];
  const after = [
    fitted(questions(review), 4_000),
    fitted(tradeOffs(review), 4_000),
    model,
    fitted(silenced(review, context), 4_000),
    fitted(coverage(review), 6_000),
    fitted(times(review), 1_000),
  ];
  const used = [...before, ...after].reduce((sum, part) => sum + sizeOf(part) + GAP.length, 1);
  const parts = [...before, findingsSection(review, context, SUMMARY_LIMIT - used - GAP.length), ...after];
  return `${parts.filter((part) => part !== '').join(GAP)}\n`;
}

/** One sentence, then exactly what must change. */
function verdict(review: Review): string {
  const reasons: Section = {
    head: `${verdictLine(review)}.${GAP}`,
    items: review.gate.reasons.map((reason) => `- ${message(cut(reason, 500))}`),
    separator: '\n',
    more: (left) => `- and ${left} more`,
  };
  return fitted(reasons, 8_000) || `${verdictLine(review)}.`;
}

/** `**Blocked**: 2 red flags, 3 high`, without a full stop. */
function verdictLine(review: Review): string {
  const [word = '', ...rest] = checkTitle(review).replace(/\.$/, '').split(': ');
  return [`**${text(word)}**`, ...(rest.length === 0 ? [] : [message(rest.join(': '))])].join(': ');
}
