import type { ReportContext } from './context.ts';
import { visible } from './hidden.ts';
import { impactHtml } from './html/impact.ts';
import { modelHtml } from './html/model-html.ts';
import * as sections from './html/sections.ts';
import { STYLE } from './html/style.ts';
import { Html, html } from './html/template.ts';
import type { Review } from './review.ts';
import { commit } from './words.ts';

/** One self-contained page: no script, nothing loaded, readable on paper. */
export function renderHtml(review: Review, context: ReportContext): string {
  const { base, head, title } = review.change;
  const heading = title ?? (base === null ? 'Audit' : 'Review');
  const range = base === null ? commit(head) : `${commit(base)}..${commit(head)}`;
  const body = [
    sections.verdictHtml(review),
    sections.boardHtml(review),
    sections.architectureHtml(review, context),
    ...impactHtml(review, context),
    sections.findingsHtml(review, context),
    sections.listHtml('Questions for the author', review.questions ?? []),
    sections.listHtml('Trade-offs worth a decision record', review.tradeOffs ?? []),
    modelHtml(review),
    sections.silencedHtml(review, context),
    sections.coverageHtml(review),
    sections.timesHtml(review),
  ].filter((part) => part !== null);
  return html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${visible(heading)} · ${context.tool.name}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<h1>${visible(heading)}</h1>
<p class="soft">${base === null ? 'Audit of' : 'Review of'} <code>${range}</code> by ${context.tool.name} ${context.tool.version}</p>
${body}
</body>
</html>
`.markup;
}
