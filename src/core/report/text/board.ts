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
    const style = stateStyle(row.state, p);
    const name = FLAG_NAMES[row.flag];
    const proof = proofOf(row, review);
    if (context.width >= STATE_WIDTH + NAME_WIDTH + 30) {
      return wrap(proof, context.width, `  ${style(row.state.padEnd(STATE_WIDTH))}  ${name.padEnd(NAME_WIDTH)}  `);
    }
    const head = wrap(`${style(row.state)}  ${name}`, context.width, '  ', '    ');
    return proof === '' ? head : [...head, ...wrap(proof, context.width, '    ')];
  });
  return rows.length === 0 ? [] : [p.bold('Red flags'), ...rows];
}

function proofOf(row: BoardRow, review: Review): string {
  if (row.advisory) return `by the architect model: ${oneLine(row.reason ?? '')}`;
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
