import type { Finding } from '../../findings/finding.ts';
import type { ReportContext } from '../context.ts';
import type { Review } from '../review.ts';
import { byService, type Group, oldCount, shownFindings } from '../scope.ts';
import { count, cut } from '../words.ts';
import { code, text } from './escape.ts';
import { findingMarkdown } from './finding.ts';
import { sizeOf } from './fit.ts';

const HEAD = '### Findings';
const GAP = '\n\n';
/** For the lines that say what is not shown. */
const RESERVE = 400;

/** Findings by service within `budget` bytes. Where not all fit, the worst are kept, whichever service they are in. */
export function findingsSection(review: Review, context: ReportContext, budget: number): string {
  const shown = shownFindings(review);
  const kept = withinBudget(shown, review, context, budget - RESERVE);
  const groups = byService([...kept.keys()], review).map((group) =>
    [headOf(group), ...group.findings.map((finding) => kept.get(finding) ?? '')].join(GAP),
  );
  const left = shown.length - kept.size;
  const old = oldCount(review);
  const parts = [
    ...groups,
    ...(left > 0 ? [`${count(left, 'finding')} left out here for length; the JSON and SARIF reports have all.`] : []),
    ...(old > 0 ? [`${count(old, 'finding')} stood before this change.`] : []),
  ];
  return parts.length === 0 ? '' : [HEAD, ...parts].join(GAP);
}

function withinBudget(findings: readonly Finding[], review: Review, context: ReportContext, budget: number) {
  const kept = new Map<Finding, string>();
  const heads = new Set<string>();
  let used = sizeOf(HEAD);
  for (const finding of findings) {
    const block = findingMarkdown(finding, context);
    const head = byService([finding], review).map(headOf).join('');
    const size = sizeOf(GAP + block) + (heads.has(head) ? 0 : sizeOf(GAP + head));
    if (used + size > budget) break;
    used += size;
    heads.add(head);
    kept.set(finding, block);
  }
  return kept;
}

function headOf(group: Group): string {
  const root = group.root === null || group.root === group.name ? '' : ` ${code(cut(group.root, 200))}`;
  return `#### ${text(cut(group.name, 200))}${root}`;
}
