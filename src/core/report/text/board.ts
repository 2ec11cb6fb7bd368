import type { ReportContext } from '../context.ts';
import { oneLine, visible } from '../hidden.ts';
import type { BoardRow, FlagState, Review } from '../review.ts';
import { FLAG_NAMES } from '../words.ts';
import type { Palette } from './ansi.ts';
import { wrap } from './wrap.ts';

const STATE_WIDTH = 'not assessable'.length;
const NAME_WIDTH = Math.max(...Object.values(FLAG_NAMES).map((name) => name.length));

/** The seven rows of the red-flag board. */
export function boardText(review: Review, context: ReportContext, p: Palette): string[] {
  const rows = review.redFlags.flatMap((row) => {
    const state = stateStyle(row.state, p)(row.state.padEnd(STATE_WIDTH));
    const proof = proofOf(row, review);
    const lead = `  ${state}  ${FLAG_NAMES[row.flag].padEnd(proof === '' ? 0 : NAME_WIDTH)}`;
    const fits = context.width >= STATE_WIDTH + NAME_WIDTH + 30;
    if (proof === '') return [lead];
    return fits ? wrap(proof, context.width, `${lead}  `) : [lead.trimEnd(), ...wrap(proof, context.width, '    ')];
  });
  return rows.length === 0 ? [] : [p.bold('Red flags'), ...rows];
}

function proofOf(row: BoardRow, review: Review): string {
  if (row.state === 'not assessable') return oneLine(row.reason ?? '');
  const places = review.findings
    .filter((finding) => row.findings.includes(finding.fingerprint))
    .map((finding) => `${visible(finding.path)}:${finding.line}`);
  const more = places.length > 3 ? ` and ${places.length - 3} more` : '';
  return places.slice(0, 3).join(', ') + more;
}

function stateStyle(state: FlagState, p: Palette): (text: string) => string {
  if (state === 'raised') return (text) => p.bold(p.red(text));
  return state === 'clear' ? p.green : p.dim;
}
