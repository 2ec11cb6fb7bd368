import type { ReportContext } from '../report/context.ts';
import { link, message, text } from '../report/markdown/escape.ts';
import { fitted } from '../report/markdown/fit.ts';
import { elsewhere } from '../report/markdown/impact-sections.ts';
import { architecture, board, drawing, questions, tradeOffs } from '../report/markdown/sections.ts';
import type { Review } from '../report/review.ts';
import { changesArchitecture } from '../report/scope.ts';
import { checkTitle } from '../report/verdict.ts';
import { cut } from '../report/words.ts';
import { withSummaryMarker } from './marker.ts';
import type { SummaryComment } from './standing.ts';

/**
 * The one comment on the pull request, edited in place for good. It is begun only for what a check cannot do: tell
 * people that they must act, or show them what changes between services. Null where there is nothing of that to say.
 */
export function pullComment(
  review: Review,
  context: ReportContext,
  { standing, checkUrl }: { standing: SummaryComment | null; checkUrl: string | null },
): string | null {
  if (standing === null && !isDue(review)) return null;
  const [word = '', ...rest] = checkTitle(review).split(': ');
  const verdict = [`**${text(word)}**`, ...(rest.length === 0 ? [] : [message(rest.join(': '))])].join(': ');
  const blocked = review.gate.conclusion !== 'success';
  const parts = [
    `${verdict}.`,
    ...(blocked ? [review.gate.reasons.map((reason) => `- ${message(cut(reason, 500))}`).join('\n')] : []),
    review.redFlags.some((row) => row.state === 'raised') ? fitted(board(review, context), 7_000) : '',
    fitted(architecture(review, context), 8_000),
    drawing(review),
    fitted(elsewhere(review, context), 4_000),
    fitted(questions(review), 4_000),
    fitted(tradeOffs(review), 4_000),
    checkUrl === null ? '' : `${link('The whole review', checkUrl)}`,
  ];
  return withSummaryMarker(parts.filter((part) => part !== '').join('\n\n'));
}

function isDue(review: Review): boolean {
  return (
    review.gate.conclusion !== 'success' ||
    changesArchitecture(review) ||
    (review.impact?.elsewhere ?? []).length > 0 ||
    (review.questions ?? []).length > 0 ||
    (review.tradeOffs ?? []).length > 0
  );
}
