import { drawMermaid } from '../../services/draw/mermaid.ts';
import type { ReportContext } from '../context.ts';
import type { BoardRow, Edge, Review } from '../review.ts';
import {
  changedEdges,
  changedOffers,
  changedServices,
  changesArchitecture,
  coverageCounts,
  incompleteCoverage,
  refusal,
  refusedSilencings,
  respectedCounts,
} from '../scope.ts';
import { siblingLines } from '../siblings.ts';
import { count, cut, duration, EDGE_KINDS, FLAG_NAMES, NODE_KINDS } from '../words.ts';
import { code, fence, message, text } from './escape.ts';
import { type Section, sizeOf } from './fit.ts';
import { place, shortPath } from './place.ts';
import { table, tableRow } from './table.ts';

const PROOFS = 3;
const SHORT = 300;
const STATES = { raised: '**raised**', clear: 'clear', 'not assessable': 'not assessable' };
const ADVISED = 'raised by the model';

/** The seven red flags with what raises them. */
export function board(review: Review, context: ReportContext): Section {
  const items = review.redFlags.map((row) =>
    tableRow(FLAG_NAMES[row.flag], row.advisory ? ADVISED : STATES[row.state], proofs(row, review, context)),
  );
  return table('Red flags', ['Flag', 'State', 'Evidence'], items);
}

function proofs(row: BoardRow, review: Review, context: ReportContext): string {
  if (row.advisory) return message(cut(row.reason ?? '', SHORT));
  if (row.state === 'not assessable') return text(cut(row.reason ?? '', SHORT));
  const findings = review.findings.filter((finding) => row.findings.includes(finding.fingerprint));
  const places = findings.slice(0, PROOFS).map((finding) => place(finding.path, finding.line, context));
  const more = findings.length - places.length;
  return [...places, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** What the change does to the services, and to the calls, streams and stores between them. */
export function architecture(review: Review, context: ReportContext): Section {
  const services = changedServices(review).map(({ change, name, kind, evidence: [first] }) =>
    tableRow(change, code(cut(name, SHORT)), NODE_KINDS[kind], first ? place(first.path, first.line, context) : ''),
  );
  const edges = changedEdges(review).map((edge) =>
    tableRow(edge.change, ends(edge), kindOf(edge), place(edge.path, edge.line, context)),
  );
  const offers = changedOffers(review).map(({ change, name, what, at }) =>
    tableRow(change, code(cut(name, SHORT)), text(cut(what, SHORT)), place(at.path, at.line, context)),
  );
  return table('Architecture change', ['Change', 'What', 'Kind', 'Where'], [...services, ...edges, ...offers]);
}

/** Bytes of a drawing that a comment has room for beside its table. */
const LARGEST_DRAWING = 12_000;

/** The same as a drawing, with the neighbours of what changed; empty where nothing did. */
export function drawing(review: Review): string {
  if (!review.map || !changesArchitecture(review)) return '';
  const drawn = fence('mermaid', drawMermaid(review.map).trimEnd());
  return sizeOf(drawn) > LARGEST_DRAWING ? '' : drawn;
}

function ends(edge: Edge): string {
  return `${code(cut(edge.from, SHORT))} → ${code(cut(edge.to, SHORT))}`;
}

function kindOf(edge: Edge): string {
  const subject = edge.subject ? ` ${code(cut(edge.subject, SHORT))}` : '';
  return `${EDGE_KINDS[edge.kind]}${subject}${edge.state === 'called' ? '' : `, ${edge.state}`}`;
}

export function questions(review: Review): Section {
  return list('Questions for the author', review.questions ?? []);
}

export function tradeOffs(review: Review): Section {
  return list('Trade-offs worth a decision record', review.tradeOffs ?? []);
}

/** What someone silenced: what held is counted, what did not is listed. */
export function silenced(review: Review, context: ReportContext): Section {
  const refused = refusedSilencings(review).map((one) => {
    const what = `${text(cut(one.by, SHORT))} at ${place(one.path, one.line, context)} for ${code(one.finding.standard)}`;
    return `- ${what}, ${refusal(one)}${one.reason === null ? '' : `: ${message(cut(one.reason, SHORT))}`}`;
  });
  const kept = respectedCounts(review).map(([by, n]) => `- ${count(n, 'finding')} by ${text(cut(by, SHORT))}`);
  return {
    head: '### Silenced\n\n',
    items: [...refused, ...kept],
    separator: '\n',
    more: (left) => `- and ${left} more`,
  };
}

/** Files that were not read in full, and why. */
export function coverage(review: Review): Section {
  const { full, partial, skipped } = coverageCounts(review);
  const head = `### Coverage\n\n${count(full, 'file')} in full, ${partial} in part, ${skipped} skipped.\n\n`;
  const items = incompleteCoverage(review).map(
    (row) =>
      `- ${row.state}: ${code(shortPath(row.path))}${row.reason === null ? '' : ` (${text(cut(row.reason, SHORT))})`}`,
  );
  const beside = siblingLines(review).map((line) => `- ${message(cut(line, SHORT))}`);
  return { head, items: [...beside, ...items], separator: '\n', more: (left) => `- and ${left} more` };
}

export function times(review: Review): Section {
  const stages = Object.entries(review.timings).map(([stage, ms]) => `${text(cut(stage, SHORT))} ${duration(ms)}`);
  return { head: 'Time: ', items: stages, separator: ' · ', more: (left) => `${left} more stages` };
}

function list(title: string, items: readonly string[]): Section {
  return {
    head: `### ${title}\n\n`,
    items: items.map((item) => `- ${message(cut(item, 1000))}`),
    separator: '\n',
    more: (left) => `- and ${left} more`,
  };
}
