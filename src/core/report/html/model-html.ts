import { absenceProse, costProse, modelParts } from '../model-lane.ts';
import type { Review } from '../review.ts';
import { type Html, html, prose } from './template.ts';

/** What the architect model says beside its findings, folded; why it is absent stands open. */
export function modelHtml(review: Review): Html | null {
  const absence = absenceProse(review);
  const cost = costProse(review);
  const parts = modelParts(review).map(
    ({ title, items }) => html`<h3>${title}</h3><ul>${items.map((item) => html`<li>${prose(item)}</li>`)}</ul>`,
  );
  if (absence === null && cost === null && parts.length === 0) return null;
  const folded = html`<details><summary>What it saw and what it cost</summary>${parts}${
    cost === null ? null : html`<p class="soft">${prose(cost)}</p>`
  }</details>`;
  return html`<section><h2>Architect model</h2>${absence === null ? null : html`<p>${prose(absence)}</p>`}
${cost === null && parts.length === 0 ? null : folded}</section>`;
}
