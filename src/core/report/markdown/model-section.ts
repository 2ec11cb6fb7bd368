import { absenceProse, costProse, modelParts } from '../model-lane.ts';
import type { Review } from '../review.ts';
import { cut } from '../words.ts';
import { message, text } from './escape.ts';
import { fold } from './finding.ts';
import { fitted } from './fit.ts';

const PART = 4_000;

/** What the architect model says beside its findings, folded; why it is absent stands open. */
export function modelSection(review: Review): string {
  const absence = absenceProse(review);
  const cost = costProse(review);
  const parts = modelParts(review).map(({ title, items }) =>
    fitted(
      {
        head: `**${title}**\n\n`,
        items: items.map((item) => `- ${message(cut(item, 1_500))}`),
        separator: '\n',
        more: (left) => `- and ${left} more`,
      },
      PART,
    ),
  );
  const folded = [...parts, ...(cost === null ? [] : [text(cut(cost, 600))])].filter((part) => part !== '');
  return [
    absence === null ? '' : message(cut(absence, 600)),
    fold('The architect model: what it saw and what it cost', folded.join('\n\n')),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
