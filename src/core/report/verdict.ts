import { type Finding, SEVERITIES } from '../findings/finding.ts';
import { visible } from './hidden.ts';
import type { CoverageRow, GateResult, Review } from './review.ts';
import { changesArchitecture, coverageCounts, oldCount, shownFindings } from './scope.ts';
import { unreadSiblings } from './siblings.ts';
import { count, cut } from './words.ts';

/** The check run's title, and the verdict of every other format: one plain line, at most 200 characters. */
export function checkTitle(review: Review): string {
  const model = modelRemark(review);
  const { conclusion, reasons } = review.gate;
  if (conclusion === 'neutral') return short(`Not judged: ${bare(reasons[0] ?? 'no reason given')}${after(model)}`);
  if (conclusion === 'failure') return short(`Blocked: ${blockers(review)}${after(model)}`);
  if (isNothingToReview(review)) return 'Passed: nothing to review';
  const remarks = tally(shownFindings(review));
  const lost = lostFiles(review);
  if (model === null) return short(`Passed: ${remarks || 'nothing found'}${after(lost)}`);
  return short(`Passed by the rules${remarks ? `: ${remarks}` : ''}${after(model)}${after(lost)}`);
}

/** No code of any kind that is judged: its absence needs no explanation. */
function isOther({ path, state }: CoverageRow): boolean {
  return state === 'skipped' && !/\.(?:go|mod)$/.test(path);
}

/** No changed file holds anything that the program judges. */
export function isNothingToReview({ gate, coverage }: Review): boolean {
  return gate.conclusion === 'success' && coverage.length > 0 && coverage.every((row) => row.state === 'skipped');
}

/** What had to be judged and could not be is always said. */
function lostFiles(review: Review): string | null {
  const lost = review.coverage.filter((row) => row.lost).length;
  return lost === 0 ? null : `${count(lost, 'file')} could not be judged`;
}

/** Whether there is nothing to read but the verdict. */
export function isClean(review: Review): boolean {
  return (
    review.gate.conclusion === 'success' &&
    shownFindings(review).length === 0 &&
    review.coverage.every((row) => row.state === 'full' || isOther(row)) &&
    !changesArchitecture(review) &&
    (review.impact?.elsewhere ?? []).length === 0 &&
    review.silenced.every((silenced) => silenced.respected) &&
    review.redFlags.every((row) => row.state !== 'raised') &&
    (review.questions ?? []).length === 0 &&
    (review.tradeOffs ?? []).length === 0
  );
}

/** What the verdict rests on, for a clean review: `14 files; 12 findings stood before this change`. */
export function basis(review: Review): string[] {
  if (isNothingToReview(review)) return [count(review.coverage.length, 'changed file')];
  const old = oldCount(review);
  const unknown = review.redFlags.filter((row) => row.state === 'not assessable').length;
  return [
    count(coverageCounts(review).full, 'file'),
    ...(unknown > 0 ? [`${count(unknown, 'red flag')} not assessable`] : []),
    ...(review.silenced.length > 0 ? [`${review.silenced.length} silenced`] : []),
    ...unreadSiblings(review).map(({ repository, why }) => `sibling ${repository} was not read: ${why}`),
    ...(old > 0 ? [`${count(old, 'finding')} stood before this change`] : []),
  ];
}

/** The model's absence is always said; that it is switched off is the repository's own choice. */
function modelRemark(review: Review): string | null {
  if (review.model.failure === 'defect') return 'the architect model could not be asked';
  if (review.model.state === 'unavailable') return 'the architect model was unavailable';
  if (review.model.state === 'over-budget') return 'the architect model was over its budget';
  return null;
}

function blockers(review: Review): string {
  const flags = review.redFlags.filter((row) => row.state === 'raised' && !row.advisory).length;
  const findings = gating(shownFindings(review), review.gate);
  const parts = [...(flags > 0 ? [count(flags, 'red flag')] : []), bySeverity(findings)].filter((part) => part !== '');
  return parts.join(', ') || (review.gate.reasons[0] ?? 'the gate failed');
}

/** Deterministic findings at or above the bar; where there are none, a model's finding must have done it. */
function gating(findings: readonly Finding[], gate: GateResult): Finding[] {
  const bar = gate.failOn === 'never' ? -1 : SEVERITIES.indexOf(gate.failOn);
  const over = findings.filter((finding) => !finding.late && SEVERITIES.indexOf(finding.severity) <= bar);
  const proven = over.filter((finding) => finding.lane === 'D');
  return proven.length > 0 ? proven : over;
}

/** `3 high, 1 medium, 4 advisory`: proven ones by severity, all others together. */
function tally(findings: readonly Finding[]): string {
  const proven = findings.filter((finding) => finding.lane === 'D');
  const rest = findings.length - proven.length;
  return [bySeverity(proven), rest > 0 ? `${rest} advisory` : ''].filter((part) => part !== '').join(', ');
}

function bySeverity(findings: readonly Finding[]): string {
  return SEVERITIES.map((severity) => ({ severity, n: findings.filter((one) => one.severity === severity).length }))
    .filter(({ n }) => n > 0)
    .map(({ severity, n }) => `${n} ${severity}`)
    .join(', ');
}

/** The gate words its reasons as sentences of their own. */
function bare(reason: string): string {
  return reason.replace(/^Not judged: /, '').replace(/\.$/, '');
}

function after(remark: string | null): string {
  return remark === null ? '' : `; ${remark}`;
}

function short(title: string): string {
  return cut(visible(title.replace(/\s+/g, ' ')), 200);
}
