import type { Evidence, Finding } from '../findings/finding.ts';
import type { Review } from './review.ts';
import { count, SEVERITY_NAMES } from './words.ts';

/** What the reports tell of the architect model, the same in every form: plain prose with code spans. */

/** What it says of its own finding beside the claim, and of one of the rules'. */
export function judgementProse({ judgement, note }: Finding): string[] {
  const noted = note === undefined ? [] : [`The architect model adds: ${note}`];
  if (!judgement) return noted;
  const { checked, because, recommendation, alternatives, claimedSeverity } = judgement;
  const found = checked === 'confirmed' ? 'A second look confirmed it' : 'A second look could not decide it';
  const less = claimedSeverity && `, and made it less than ${SEVERITY_NAMES[claimedSeverity].toLowerCase()}`;
  const verdict = `${found}${less ?? ''}`;
  return [
    ...(recommendation === '' ? [] : [`Instead: ${recommendation}`]),
    ...alternatives.map(({ option, tradeOff }) => `Or: ${ended(option)} ${tradeOff}`),
    ...(because === '' ? [`${verdict}.`] : [`${verdict}: ${because}`]),
    ...noted,
  ];
}

/** What an evidence line proves, where that is told. */
export function evidenceProse({ side, supports }: Evidence): string {
  const parts = [...(side === 'base' ? ['before this change'] : []), ...(supports ? [supports] : [])];
  return parts.join(': ');
}

/** Why the architect model did not judge; null when it did, or was not wanted. */
export function absenceProse({ model }: Review): string | null {
  const { state, why, failure } = model;
  if (state !== 'unavailable' && state !== 'over-budget') return null;
  const what =
    failure === 'defect'
      ? 'could not be asked, which is a mistake of this program'
      : state === 'over-budget'
        ? 'was over its budget'
        : 'was unavailable';
  return `The architect model ${what}${why === null ? '' : `: ${why.replace(/\.$/, '')}`}.`;
}

export interface ModelPart {
  title: string;
  items: string[];
}

/** What it says of the change as a whole, and what became of its answer; nothing that is empty. */
export function modelParts(review: Review): ModelPart[] {
  const { commentary, model } = review;
  const parts = [
    {
      title: 'Assessment',
      items: (commentary?.assessments ?? []).map(({ area, verdict, reason }) => `${area}, ${verdict}: ${reason}`),
    },
    { title: 'Design', items: (commentary?.design ?? []).map(({ topic, comment }) => `${topic}: ${comment}`) },
    { title: 'Not seen by the model', items: model.leftOut.map(({ what, reason }) => `\`${what}\`: ${reason}`) },
    { title: 'Removed by verification', items: Object.entries(model.dropped).map(([reason, n]) => `${n} ${reason}`) },
  ];
  return parts.filter(({ items }) => items.length > 0);
}

/** What asking it cost; null where nothing was asked. */
export function costProse({ model }: Review): string | null {
  if (model.calls === 0) return null;
  const { input, cacheWrite, cacheRead, output, costUsd } = model.usage;
  const read = input + cacheWrite + cacheRead;
  const cached = cacheRead > 0 ? ` (${number(cacheRead)} from the cache)` : '';
  const partly = model.state === 'used' && model.why !== null ? `; not all was judged: ${model.why}` : '';
  return `${model.models.join(', ')}: ${count(model.calls, 'call')}, ${number(read)} tokens read${cached}, ${number(output)} written, $${costUsd.toFixed(costUsd < 1 ? 3 : 2)}${partly}`;
}

function number(n: number): string {
  return n.toLocaleString('en-GB');
}

function ended(prose: string): string {
  return /[.!?]$/.test(prose) ? prose : `${prose}:`;
}
