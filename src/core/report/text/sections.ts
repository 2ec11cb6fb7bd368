import type { ReportContext } from '../context.ts';
import { oneLine, visible } from '../hidden.ts';
import { absenceProse, costProse, modelParts } from '../model-lane.ts';
import type { Review } from '../review.ts';
import {
  changedEdges,
  changedOffers,
  changedServices,
  coverageCounts,
  incompleteCoverage,
  refusal,
  refusedSilencings,
  respectedCounts,
} from '../scope.ts';
import { siblingLines } from '../siblings.ts';
import { count, duration, EDGE_KINDS, NODE_KINDS } from '../words.ts';
import type { Palette } from './ansi.ts';
import { wrap } from './wrap.ts';

const ROWS = 20;

/** Edges between services that the change added or removed. */
export function architectureText(review: Review, context: ReportContext, p: Palette): string[] {
  const signOf = (change: string) =>
    change === 'added' ? p.green('+') : change === 'changed' ? p.yellow('~') : p.red('-');
  const services = changedServices(review).map(({ change, name, kind, evidence: [first] }) => {
    const where = first ? ` ${p.cyan(`${visible(first.path)}:${first.line}`)}` : '';
    return wrap(`${visible(name)} (${NODE_KINDS[kind]})${where}`, context.width, `  ${signOf(change)} `);
  });
  const edges = changedEdges(review).map((edge) => {
    const sign = signOf(edge.change);
    const subject = edge.subject ? ` ${visible(edge.subject)}` : '';
    const state = edge.state === 'called' ? '' : `, ${edge.state}`;
    const place = p.cyan(`${visible(edge.path)}:${edge.line}`);
    const line = `${visible(edge.from)} → ${visible(edge.to)} (${EDGE_KINDS[edge.kind]}${subject}${state}) ${place}`;
    return wrap(line, context.width, `  ${sign} `);
  });
  const offers = changedOffers(review).map(({ change, name, what, at }) => {
    const line = `${visible(name)} (${visible(what)}) ${p.cyan(`${visible(at.path)}:${at.line}`)}`;
    return wrap(line, context.width, `  ${signOf(change)} `);
  });
  return titled('Architecture change', [...services, ...edges, ...offers], context, p);
}

export function listText(title: string, items: readonly string[], context: ReportContext, p: Palette): string[] {
  return titled(
    title,
    items.map((item) => wrap(oneLine(item), context.width, '  - ')),
    context,
    p,
  );
}

/** What the architect model says beside its findings, what became of its answer, and what it cost. */
export function modelText(review: Review, context: ReportContext, p: Palette): string[][] {
  const notes = [absenceProse(review), costProse(review)].filter((note) => note !== null);
  return [
    ...modelParts(review).map(({ title, items }) => listText(`${title} (architect model)`, items, context, p)),
    notes.flatMap((note) => wrap(oneLine(note), context.width)),
  ];
}

/** How many findings were silenced by what, and every silencing that did not hold. */
export function silencedText(review: Review, context: ReportContext, p: Palette): string[] {
  const kept = respectedCounts(review).map(([by, n]) =>
    wrap(`${count(n, 'finding')} by ${oneLine(by)}`, context.width, '  ', '    '),
  );
  const refused = refusedSilencings(review).map((silenced) => {
    const { finding, by, reason, path, line } = silenced;
    const what = `${oneLine(by)} at ${p.cyan(`${visible(path)}:${line}`)} for ${visible(finding.standard)}`;
    const because = reason === null ? '' : `: ${oneLine(reason)}`;
    return wrap(`${what}, ${p.yellow(refusal(silenced))}${because}`, context.width, '  ', '    ');
  });
  return titled('Silenced', [...kept, ...refused], context, p);
}

/** What was not read in full, and why; full files are counted. */
export function coverageText(review: Review, context: ReportContext, p: Palette): string[] {
  const { full, partial, skipped } = coverageCounts(review);
  const beside = siblingLines(review).map((line) => wrap(oneLine(line), context.width, '  ', '    '));
  if (full + partial + skipped === 0) return titled('Siblings', beside, context, p);
  const head = `${p.bold('Coverage')}: ${count(full, 'file')} in full, ${partial} in part, ${skipped} skipped`;
  const rows = incompleteCoverage(review).map((row) =>
    wrap(
      `${row.state}: ${visible(row.path)}${row.reason === null ? '' : ` (${oneLine(row.reason)})`}`,
      context.width,
      '  ',
      '    ',
    ),
  );
  return [...wrap(head, context.width), ...capped(rows), ...beside.flat()];
}

export function timeText(review: Review, context: ReportContext, p: Palette): string[] {
  const stages = Object.entries(review.timings).map(([stage, ms]) => `${visible(stage)} ${duration(ms)}`);
  return stages.length === 0 ? [] : wrap(p.dim(stages.join(' · ')), context.width);
}

/** Rows under a title, as far as a screen has room; nothing without rows. */
export function titled(title: string, rows: readonly string[][], context: ReportContext, p: Palette): string[] {
  return rows.length === 0 ? [] : [...wrap(p.bold(title), context.width), ...capped(rows)];
}

function capped(rows: readonly string[][]): string[] {
  return [...rows.slice(0, ROWS).flat(), ...(rows.length > ROWS ? [`  and ${rows.length - ROWS} more`] : [])];
}
