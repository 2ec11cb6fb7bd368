import type { Change } from '../change/change.ts';
import { visible } from '../report/hidden.ts';
import { STYLE } from '../report/html/style.ts';
import { Html, html } from '../report/html/template.ts';
import { commit } from '../report/words.ts';
import { caseDiff } from './page/diff.ts';
import { PAGE_STYLE } from './page/style.ts';
import type { CaseResult, EvalResults, RanCase, Score } from './results.ts';
import { facts, percent } from './table.ts';

/** One self-contained page: every case's diff with what there was to find and what was posted, side by side. */
export function renderPage(results: EvalResults, changeOf: (index: number) => Change | null): string {
  const { scores } = results;
  const groups: [string, Record<string, Score>][] = [
    ['', { 'without hints': scores.withoutHints, all: scores.all }],
    ['lane ', scores.lanes],
    ['', scores.severities],
    ['', scores.areas],
  ];
  const rows = groups.flatMap(([prefix, group]) =>
    Object.entries(group).map(([name, score]) => scoreRow(`${prefix}${name}`, score)),
  );
  return html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Evaluation · ${results.tool.name}</title>
<style>${new Html(STYLE + PAGE_STYLE)}</style>
</head>
<body>
<h1>Evaluation</h1>
<p class="soft">${results.tool.name} ${results.tool.version}</p>
<table><thead><tr>${COLUMNS.map((name) => html`<th>${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table>
<p>${facts(results).join(' ')}</p>
<h2>Cases</h2>
<ol>${results.cases.map((one, i) => html`<li><a href="#case-${i}">${visible(one.id)}</a> ${brief(one)}</li>`)}</ol>
${results.cases.map((one, i) => section(one, i, changeOf(i)))}
</body>
</html>
`.markup;
}

const COLUMNS = ['', 'Precision', 'Recall', 'F1', 'Posted', 'Right', 'Again', 'False', 'Golden'];

function scoreRow(name: string, score: Score): Html {
  const { precision, recall, f1, posted, matched, duplicates, falseAlarms, golden } = score;
  const values = [...[precision, recall, f1].map(percent), posted, matched, duplicates, falseAlarms, golden ?? '–'];
  return html`<tr><td>${name}</td>${values.map((value) => html`<td>${value}</td>`)}</tr>`;
}

function brief(one: CaseResult): Html {
  if (one.state === 'failed') return html`<span class="raised">failed</span>`;
  const found = one.golden.filter((golden) => golden.found !== null).length;
  const wrong = one.comments.filter(({ verdict }) => verdict === 'false-alarm').length;
  const sought = one.control ? 'control' : `${found} of ${one.golden.length} found`;
  return html`<span class="soft">${sought}, ${one.comments.length} posted, ${wrong} false</span>`;
}

function section(one: CaseResult, index: number, change: Change | null): Html {
  return html`<section id="case-${index}">
<h2>${visible(one.id)}</h2>
${one.state === 'failed' ? html`<p class="raised">${visible(one.reason)}</p>` : ran(one, change)}
</section>`;
}

function ran(one: RanCase, change: Change | null): Html {
  return html`${one.title === null ? null : html`<p>${visible(one.title)}</p>`}
<p class="soft"><code>${commit(one.base)}..${commit(one.head)}</code> · ${brief(one)}</p>
${change === null ? null : caseDiff(one, change)}`;
}
