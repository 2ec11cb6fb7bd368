import type { ReportContext } from '../context.ts';
import { visible } from '../hidden.ts';
import type { BoardRow, Review } from '../review.ts';
import {
  byService,
  changedEdges,
  changedOffers,
  changedServices,
  coverageCounts,
  incompleteCoverage,
  oldCount,
  refusal,
  shownFindings,
} from '../scope.ts';
import { siblingLines } from '../siblings.ts';
import { checkTitle } from '../verdict.ts';
import { count, duration, EDGE_KINDS, FLAG_NAMES, NODE_KINDS } from '../words.ts';
import { findingHtml, placeHtml } from './finding.ts';
import { type Html, html, prose } from './template.ts';

export function verdictHtml(review: Review): Html {
  const reasons = review.gate.reasons.map((reason) => html`<li>${prose(reason)}</li>`);
  return html`<div class="verdict ${review.gate.conclusion}"><strong>${checkTitle(review)}</strong>
${reasons.length > 0 ? html`<ul>${reasons}</ul>` : null}</div>`;
}

export function boardHtml(review: Review): Html | null {
  const rows = review.redFlags.map(
    (row) =>
      html`<tr><td>${FLAG_NAMES[row.flag]}</td><td class="${row.state}">${row.state}</td><td>${proof(row, review)}</td></tr>`,
  );
  return section('Red flags', rows, (all) => tableHtml(['Flag', 'State', 'Evidence'], all));
}

function proof(row: BoardRow, review: Review): Html | null {
  if (row.advisory) return prose(`By the architect model: ${row.reason ?? ''}`);
  if (row.state === 'not assessable') return row.reason === null ? null : prose(row.reason);
  const findings = review.findings.filter((finding) => row.findings.includes(finding.fingerprint));
  const places = findings.map(
    (finding) => html`<a href="#f-${finding.fingerprint}">${visible(finding.path)}:${finding.line}</a>`,
  );
  return html`${places.map((place, i) => (i === 0 ? place : html`<br>${place}`))}`;
}

export function architectureHtml(review: Review, context: ReportContext): Html | null {
  const services = changedServices(review).map(({ change, name, kind, evidence: [first] }) => {
    const where = first ? placeHtml(first.path, first.line, context) : null;
    return html`<tr><td class="${change}">${change}</td><td>${visible(name)}</td><td>${NODE_KINDS[kind]}</td><td>${where}</td></tr>`;
  });
  const edges = changedEdges(review).map((edge) => {
    const subject = edge.subject ? ` ${visible(edge.subject)}` : '';
    const kind = edge.state === 'called' ? EDGE_KINDS[edge.kind] : `${EDGE_KINDS[edge.kind]}, ${edge.state}`;
    const where = placeHtml(edge.path, edge.line, context);
    return html`<tr><td class="${edge.change}">${edge.change}</td><td>${visible(edge.from)} → ${visible(edge.to)}</td><td>${kind}${subject}</td><td>${where}</td></tr>`;
  });
  const offers = changedOffers(review).map(
    ({ change, name, what, at }) =>
      html`<tr><td class="${change}">${change}</td><td>${visible(name)}</td><td>${visible(what)}</td><td>${placeHtml(at.path, at.line, context)}</td></tr>`,
  );
  return section('Architecture change', [...services, ...edges, ...offers], (all) =>
    tableHtml(['Change', 'What', 'Kind', 'Where'], all),
  );
}

export function findingsHtml(review: Review, context: ReportContext): Html | null {
  const groups = byService(shownFindings(review), review).map(
    (group) => html`<h3>${visible(group.name)}${
      group.root === null || group.root === group.name ? null : html` <code>${visible(group.root)}</code>`
    }</h3>
${group.findings.map((finding) => findingHtml(finding, context))}`,
  );
  const old = oldCount(review);
  const standing = old === 0 ? [] : [html`<p class="soft">${count(old, 'finding')} stood before this change.</p>`];
  return section('Findings', [...groups, ...standing], (all) => html`${all}`);
}

export function listHtml(title: string, items: readonly string[]): Html | null {
  const rows = items.map((item) => html`<li>${prose(item)}</li>`);
  return section(title, rows, (all) => html`<ul>${all}</ul>`);
}

export function silencedHtml(review: Review, context: ReportContext): Html | null {
  const rows = review.silenced.map((silenced) => {
    const { finding, by, reason, path, line, respected } = silenced;
    const state = respected ? '' : `, ${refusal(silenced)}`;
    const because = reason === null ? null : html`: ${prose(reason)}`;
    return html`<li><code>${visible(finding.standard)}</code> by ${by} at ${placeHtml(path, line, context)}${state}${because}</li>`;
  });
  return section('Silenced', rows, (all) => html`<ul>${all}</ul>`);
}

export function coverageHtml(review: Review): Html | null {
  if (review.coverage.length === 0) return null;
  const { full, partial, skipped } = coverageCounts(review);
  const rows = incompleteCoverage(review).map(
    ({ path, state, reason }) =>
      html`<tr><td>${state}</td><td><code>${visible(path)}</code></td><td>${reason === null ? null : prose(reason)}</td></tr>`,
  );
  const beside = siblingLines(review).map((line) => html`<li>${prose(line)}</li>`);
  return html`<section><h2>Coverage</h2><p>${count(full, 'file')} in full, ${partial} in part, ${skipped} skipped.</p>
${beside.length > 0 ? html`<ul>${beside}</ul>` : null}${rows.length > 0 ? tableHtml(['State', 'File', 'Reason'], rows) : null}</section>`;
}

export function timesHtml(review: Review): Html | null {
  const stages = Object.entries(review.timings).map(([stage, ms]) => `${visible(stage)} ${duration(ms)}`);
  return stages.length === 0 ? null : html`<p class="soft">${stages.join(' · ')}</p>`;
}

export function section(title: string, rows: readonly Html[], content: (rows: readonly Html[]) => Html): Html | null {
  return rows.length === 0 ? null : html`<section><h2>${title}</h2>${content(rows)}</section>`;
}

export function tableHtml(columns: readonly string[], rows: readonly Html[]): Html {
  return html`<table><thead><tr>${columns.map((column) => html`<th>${column}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`;
}
