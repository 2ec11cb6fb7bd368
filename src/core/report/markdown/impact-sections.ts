import type { ReportContext } from '../context.ts';
import type { Review } from '../review.ts';
import { ELSEWHERE_KINDS } from '../siblings.ts';
import { count, cut, feltAs } from '../words.ts';
import { code, message } from './escape.ts';
import type { Section } from './fit.ts';
import { place } from './place.ts';
import { table, tableRow } from './table.ts';

const LONGEST = 300;

/** What the change does to the architecture that no single edge shows. */
export function notable(review: Review, context: ReportContext): Section {
  return {
    head: '',
    items: (review.impact?.notable ?? []).map(
      ({ message: said, at }) => `- ${message(cut(said, LONGEST))} ${place(at.path, at.line, context)}`,
    ),
    separator: '\n',
    more: (left) => `- and ${left} more`,
  };
}

/** Who calls what the change altered for others. */
export function radius(review: Review, context: ReportContext): Section {
  const rows = (review.impact?.radius ?? []).map((felt) => {
    const { name, at, callers, services, owners } = felt;
    const what = `${code(cut(name, LONGEST))}${feltAs(felt)}`;
    return tableRow(
      at ? `${what} ${place(at.path, at.line, context)}` : what,
      count(callers, 'place'),
      services.map((one) => code(cut(one, LONGEST))).join(', '),
      owners.map((one) => code(cut(one, LONGEST))).join(', '),
    );
  });
  return table('Who feels it', ['What changed', 'Named elsewhere in', 'Run by', 'Owners'], rows);
}

/** What services of other repositories use of what the change altered. */
export function elsewhere(review: Review, context: ReportContext): Section {
  const rows = (review.impact?.elsewhere ?? []).map(({ kind, name, change, at, by }) =>
    tableRow(
      change,
      `${code(cut(name, LONGEST))} ${place(at.path, at.line, context)}`,
      ELSEWHERE_KINDS[kind],
      by.map((one) => `${code(cut(one.service, LONGEST))} ${place(one.path, one.line, context)}`).join('<br>'),
    ),
  );
  return table('In other repositories', ['Change', 'What', 'Kind', 'Used by'], rows);
}
