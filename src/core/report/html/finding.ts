import type { Evidence, Finding } from '../../findings/finding.ts';
import { type ReportContext, standardUrl } from '../context.ts';
import { frameLines } from '../frame.ts';
import { oneLine, visible } from '../hidden.ts';
import { evidenceProse, judgementProse } from '../model-lane.ts';
import { patchesOf, patchText } from '../patch.ts';
import { cut, headline } from '../words.ts';
import { document, type Html, html, prose } from './template.ts';

const MARKED = 12;
/** Characters of a line that are shown: minified code has lines of a megabyte. */
const LINE = 2000;

/** A finding as a card: claim, code, and folded why, evidence and fix. */
export function findingHtml(finding: Finding, context: ReportContext): Html {
  const [severity = '', ...rest] = headline(finding, context);
  return html`<article class="finding" id="f-${finding.fingerprint}">
<h4><span class="${finding.severity}">${severity}</span>${rest.map((part) => html` · ${part}`)} <code>${visible(finding.standard)}</code></h4>
<p class="soft">${placeHtml(finding.path, finding.line, context)}</p>
<p>${prose(finding.message)}</p>
${frame(finding, context)}
${suggestion(finding, context)}
${details(finding, context)}
</article>`;
}

/** `path:line`, linked where the platform can show it. */
export function placeHtml(path: string, line: number, context: ReportContext): Html {
  const label = html`<code>${visible(path)}:${line}</code>`;
  const url = context.placeUrl?.(path, line);
  return url?.startsWith('https://') ? html`<a href="${url}">${label}</a>` : label;
}

function frame(finding: Finding, context: ReportContext): Html | null {
  const lines = context.lines(finding.path);
  if (!lines || finding.line > lines.length) return null;
  const last = Math.min(finding.endLine, finding.line + MARKED, lines.length);
  const { from, to } = frameLines(lines, finding.line, last);
  const rows = lines.slice(from - 1, to).map((line, i) => {
    const number = from + i;
    const marked = number >= finding.line && number <= finding.endLine ? 'line marked' : 'line';
    return html`<span class="${marked}"><span class="number">${number}</span>${cut(line.replace(/\r$/, ''), LINE)}</span>`;
  });
  return html`<pre><code>${inRow(rows)}</code></pre>`;
}

/** Rows are blocks: a line feed between them would show as an empty row. */
function inRow(rows: readonly Html[]): Html {
  return rows.reduce((all, row) => html`${all}${row}`, html``);
}

function suggestion({ suggestion: proposed, path }: Finding, context: ReportContext): Html | null {
  if (!proposed) return null;
  const patches = proposed.also ? patchesOf(proposed, path, context.lines) : null;
  if (patches) return html`<p>Change:</p><pre><code>${patchText(patches)}</code></pre>`;
  const { line, endLine, text } = proposed;
  const range = line === endLine ? `line ${line}` : `lines ${line} to ${endLine}`;
  if (text.trim() === '') return html`<p>Delete ${range}.</p>`;
  return html`<p>Replace ${range}:</p><pre><code>${text.replace(/\n$/, '')}</code></pre>`;
}

function evidencePlace({ path, line, side }: Evidence, context: ReportContext): Html {
  return side === 'base' ? html`<code>${visible(path)}:${line}</code>` : placeHtml(path, line, context);
}

function details(finding: Finding, context: ReportContext): Html {
  const standard = context.standard(finding.standard);
  const evidence = finding.evidence.map(
    (one) =>
      html`<li>${evidencePlace(one, context)} <code>${oneLine(one.text)}</code> ${prose(evidenceProse(one))}</li>`,
  );
  const references = (standard?.references ?? []).map((url) => html`<li><a href="${url}">${url}</a></li>`);
  const lead = finding.lane === 'M' ? 'Checked against these lines:' : 'Evidence:';
  return html`<details><summary>Why, evidence, fix</summary>
${judgementProse(finding).map((line) => html`<p>${prose(line)}</p>`)}
${standard ? document(standard.why) : null}
${evidence.length > 0 ? html`<p>${lead}</p><ul>${evidence}</ul>` : null}
${standard ? document(standard.fix) : null}
${references.length > 0 ? html`<ul>${references}</ul>` : null}
<p class="soft">${standard ? html`<a href="${standardUrl(context.tool, standard.id)}">The standard</a> · ` : null}fingerprint ${finding.fingerprint}</p>
</details>`;
}
