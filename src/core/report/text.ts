import type { ReportContext } from './context.ts';
import { oneLine, visible } from './hidden.ts';
import type { Review } from './review.ts';
import { byService, type Group, oldCount, shownFindings } from './scope.ts';
import { type Palette, palette } from './text/ansi.ts';
import { boardText } from './text/board.ts';
import { findingText } from './text/finding.ts';
import { impactText } from './text/impact.ts';
import { architectureText, coverageText, listText, modelText, silencedText, timeText } from './text/sections.ts';
import { statsText } from './text/stats.ts';
import { wrap } from './text/wrap.ts';
import { basis, checkTitle, isClean } from './verdict.ts';
import { commit, count } from './words.ts';

/** Columns below which lines run over rather than fall apart. */
const NARROWEST = 30;

/** The review for a terminal: service by service, then the board, the verdict last where the eye is. */
export function renderText(review: Review, context: ReportContext): string {
  const p = palette(context.colour);
  if (review.stats) return statsText(review.stats, p);
  const window = { ...context, width: Math.max(context.width || 80, NARROWEST) };
  const sections = [
    headerText(review, window, p),
    ...byService(shownFindings(review), review).flatMap((group) => groupText(group, window, p)),
    oldText(review, window),
    boardText(review, window, p),
    architectureText(review, window, p),
    ...impactText(review, window, p),
    listText('Questions for the author', review.questions ?? [], window, p),
    listText('Trade-offs worth a decision record', review.tradeOffs ?? [], window, p),
    ...modelText(review, window, p),
    silencedText(review, window, p),
    coverageText(review, window, p),
    timeText(review, window, p),
    verdictText(review, window, p),
  ];
  const text = sections.filter((section) => section.length > 0).map((section) => section.join('\n'));
  return `${text.join('\n\n')}\n`;
}

function headerText(review: Review, context: ReportContext, p: Palette): string[] {
  const { base, head, title } = review.change;
  const range = base === null ? `audit of ${commit(head)}` : `${commit(base)}..${commit(head)}`;
  const name = `${p.bold(visible(context.tool.name))} ${visible(context.tool.version)}`;
  return wrap([name, range, ...(title === null ? [] : [oneLine(title)])].join(' · '), context.width, '', '  ');
}

function groupText(group: Group, context: ReportContext, p: Palette): string[][] {
  const root = group.root === null || group.root === group.name ? [] : [visible(group.root)];
  const facts = [...root, count(group.findings.length, 'finding')].join(' · ');
  const head = wrap(`── ${p.bold(visible(group.name))} · ${p.dim(facts)}`, context.width, '', '   ');
  return group.findings.map((finding, i) => [...(i === 0 ? [...head, ''] : []), ...findingText(finding, context, p)]);
}

function oldText(review: Review, context: ReportContext): string[] {
  const old = oldCount(review);
  return old === 0
    ? []
    : wrap(`${count(old, 'finding')} stood before this change; an audit lists them.`, context.width);
}

function verdictText(review: Review, context: ReportContext, p: Palette): string[] {
  const style = { success: p.green, failure: p.red, neutral: p.yellow }[review.gate.conclusion];
  const rest = isClean(review) ? ` in ${basis(review).join('; ')}` : '';
  return [
    ...wrap(p.bold(style(`${checkTitle(review)}${rest}`)), context.width),
    ...review.gate.reasons.flatMap((reason) => wrap(oneLine(reason), context.width, '  - ')),
  ];
}
