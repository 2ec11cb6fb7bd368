import type { Finding } from '../findings/finding.ts';
import type { ChangedNode } from '../services/diff/diff.ts';
import type { Offered } from '../services/diff/offers.ts';
import type { Review, Silenced } from './review.ts';

/** A snapshot alone was looked at: nothing is new or old. */
export function isAudit(review: Review): boolean {
  return review.change.base === null;
}

/** Findings shown in detail: what the change brought in, or everything in an audit. */
export function shownFindings(review: Review): Finding[] {
  return isAudit(review) ? review.findings : review.findings.filter((finding) => finding.new);
}

/** How many findings stood before the change. */
export function oldCount(review: Review): number {
  return review.findings.length - shownFindings(review).length;
}

/** Services named for code that several run. */
const MOST_NAMES = 3;

export interface Group {
  /** Names of services, or top directory where there are none. */
  name: string;
  /** Directory, null where the group is no directory. */
  root: string | null;
  findings: Finding[];
}

/** Findings by service (innermost root wins, then whoever runs the code), each group in the given order, groups in the order of their worst. */
export function byService(findings: readonly Finding[], review: Review): Group[] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const { name, root } = home(finding, review);
    const key = `${root}\n${name}`;
    const group = groups.get(key) ?? { name, root, findings: [] };
    group.findings.push(finding);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function home(finding: Finding, review: Review): { name: string; root: string | null } {
  if (review.services.length === 0) return topDirectory(finding.path);
  const around = review.services.filter((service) => holds(service.root, finding.path));
  around.sort((a, b) => b.root.length - a.root.length);
  const runners = review.runners?.[finding.fingerprint] ?? [];
  const only = runners.length === 1 ? review.services.find(({ name }) => name === runners[0]) : undefined;
  const own = around[0] ?? only;
  return own ?? { name: runners.length > 0 ? listed(runners) : 'outside services', root: null };
}

/** `orders, payments and 3 more`. */
function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ');
}

function holds(root: string, path: string): boolean {
  return root === '' || root === '.' || path.startsWith(`${root}/`);
}

function topDirectory(path: string): { name: string; root: string } {
  const slash = path.indexOf('/');
  const name = slash < 0 ? '.' : path.slice(0, slash);
  return { name, root: name };
}

export interface CoverageCounts {
  full: number;
  partial: number;
  skipped: number;
}

export function coverageCounts(review: Review): CoverageCounts {
  const counts = { full: 0, partial: 0, skipped: 0 };
  for (const row of review.coverage) counts[row.state]++;
  return counts;
}

/** The rows a reader must know of. */
export function incompleteCoverage(review: Review): Review['coverage'] {
  return review.coverage.filter((row) => row.state !== 'full');
}

/** Silencings that did not hold; the findings stand. */
export function refusedSilencings(review: Review): Silenced[] {
  return review.silenced.filter((silenced) => !silenced.respected);
}

/** Why a silencing did not hold, where its name does not say so. */
export function refusal(silenced: Silenced): string {
  return silenced.by.startsWith('expired') ? 'not respected' : 'not respected because this change adds it';
}

/** How many findings each way of silencing took out. */
export function respectedCounts(review: Review): [by: string, count: number][] {
  const respected = review.silenced.filter((silenced) => silenced.respected);
  return [...Map.groupBy(respected, ({ by }) => by)].map(([by, all]) => [by, all.length]);
}

/** Edges that the change added or removed. */
export function changedEdges(review: Review): Review['edges'] {
  return review.edges.filter((edge) => edge.change !== 'same');
}

/** Routes, methods and contracts that the change altered, each with what it is and for whom. */
export function changedOffers(review: Review): (Offered & { what: string })[] {
  return (review.impact?.offers ?? []).map((one) => ({ ...one, what: whatIs(one) }));
}

function whatIs({ kind, services }: Offered): string {
  if (kind === 'contract') return 'contract';
  const names = services.join(', ');
  return kind === 'route'
    ? `route${names === '' ? '' : ` of ${names}`}`
    : `method${names === '' ? '' : `, called by ${names}`}`;
}

/** Services, stores and others that the change added or removed. */
export function changedServices(review: Review): ChangedNode[] {
  return (review.map?.services ?? []).filter(({ change, kind }) => change !== 'same' && kind !== 'tool');
}

export function changesArchitecture(review: Review): boolean {
  return changedEdges(review).length > 0 || changedServices(review).length > 0;
}
