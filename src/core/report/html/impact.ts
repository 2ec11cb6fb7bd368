import type { ReportContext } from '../context.ts';
import { visible } from '../hidden.ts';
import type { Review } from '../review.ts';
import { ELSEWHERE_KINDS } from '../siblings.ts';
import { count, feltAs } from '../words.ts';
import { placeHtml } from './finding.ts';
import { section, tableHtml } from './sections.ts';
import { type Html, html, prose } from './template.ts';

/** What the change does that no single edge shows, and who feels what else it changed. */
export function impactHtml({ impact }: Review, context: ReportContext): (Html | null)[] {
  const notable = (impact?.notable ?? []).map(
    ({ message, at }) => html`<li>${prose(message)} ${placeHtml(at.path, at.line, context)}</li>`,
  );
  const radius = (impact?.radius ?? []).map((felt) => {
    const { name, at, callers, services, owners } = felt;
    const where = at ? placeHtml(at.path, at.line, context) : '';
    return html`<tr><td>${visible(name)}${feltAs(felt)} ${where}</td><td>${count(callers, 'place')}</td><td>${services.map(visible).join(', ')}</td><td>${owners.map(visible).join(', ')}</td></tr>`;
  });
  const elsewhere = (impact?.elsewhere ?? []).map(({ kind, name, change, at, by }) => {
    const users = by.map((one) => html`<li>${visible(one.service)} ${placeHtml(one.path, one.line, context)}</li>`);
    const what = html`${visible(name)} ${placeHtml(at.path, at.line, context)}`;
    return html`<tr><td class="${change}">${change}</td><td>${what}</td><td>${ELSEWHERE_KINDS[kind]}</td><td><ul>${users}</ul></td></tr>`;
  });
  return [
    section('Of note', notable, (all) => html`<ul>${all}</ul>`),
    section('Who feels it', radius, (all) =>
      tableHtml(['What changed', 'Named elsewhere in', 'Run by', 'Owners'], all),
    ),
    section('In other repositories', elsewhere, (all) => tableHtml(['Change', 'What', 'Kind', 'Used by'], all)),
  ];
}
