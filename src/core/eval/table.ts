import { oneLine } from '../report/hidden.ts';
import { count, duration } from '../report/words.ts';
import type { EvalResults, Score } from './results.ts';

const COLUMNS = ['', 'precision', 'recall', 'F1', 'posted', 'right', 'again', 'false', 'golden'] as const;

/** The results for a terminal. */
export function renderTable(results: EvalResults): string {
  const { scores, summary } = results;
  const rows = [
    ...(results.lanes.includes('H') ? [['without hints', scores.withoutHints] as const] : []),
    ['all', scores.all] as const,
    ...Object.entries(scores.lanes).map(([lane, score]) => [`lane ${lane}`, score] as const),
    ...Object.entries(scores.severities),
    ...Object.entries(scores.areas),
  ].map(([name, score]) => [name, ...cells(score)]);
  const widths = COLUMNS.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  return `${[line(COLUMNS), ...rows.map(line), '', ...facts(results), ...failures(results)].join('\n')}\n${
    summary.failed > 0 ? `${count(summary.failed, 'case')} failed.\n` : ''
  }`;
}

function cells(score: Score): string[] {
  const { posted, matched, duplicates, falseAlarms, golden } = score;
  return [
    ...[score.precision, score.recall, score.f1].map(percent),
    ...[posted, matched, duplicates, falseAlarms].map(String),
    golden === null ? '–' : String(golden),
  ];
}

/** What the table cannot hold, one fact a line. */
export function facts({ summary, matchedBy }: EvalResults): string[] {
  const { tokens, costUsd, latencyMs, dropped } = summary;
  const sent = tokens.input + tokens.cacheRead + tokens.cacheWrite;
  const reasons = Object.entries(dropped).map(([reason, n]) => `${oneLine(reason)} ${n}`);
  return [
    `${count(summary.cases, 'case')}, ${count(summary.controls, 'control')}.`,
    ...(summary.commentsPerCase === null ? [] : [`${summary.commentsPerCase.toFixed(1)} comments per case.`]),
    ...(summary.falseAlarmsPerControl === null
      ? []
      : [`${summary.falseAlarmsPerControl.toFixed(1)} false alarms per control.`]),
    ...(latencyMs === null
      ? []
      : [`A case takes ${duration(latencyMs.median)} (median), ${duration(latencyMs.p95)} (95th percentile).`]),
    sent === 0
      ? 'No model was asked.'
      : `Tokens: ${thousands(sent)} in (${percent(tokens.cacheRead / sent)} from the cache), ${thousands(tokens.output)} out; $${costUsd.toFixed(4)}.`,
    ...(reasons.length === 0 ? [] : [`Dropped by verification: ${reasons.join(', ')}.`]),
    matchedBy === 'meaning'
      ? 'Matched by place, then by meaning as a model judged it.'
      : 'Matched by place alone: no model judged whether a comment means what the golden says.',
  ];
}

function failures({ cases }: EvalResults): string[] {
  return cases.flatMap((one) => (one.state === 'failed' ? [`failed: ${oneLine(one.id)}: ${oneLine(one.reason)}`] : []));
}

export function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`;
}

function thousands(n: number): string {
  return n.toLocaleString('en-GB');
}
