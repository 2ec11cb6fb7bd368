import type { Finding, Lane, RedFlag, Severity } from '../findings/finding.ts';
import type { Radius } from '../services/diff/radius/radius.ts';
import type { ReportContext } from './context.ts';
import { visible } from './hidden.ts';
import type { Edge } from './review.ts';

/** Names of the seven red flags as a sentence starts them. */
export const FLAG_NAMES: Record<RedFlag, string> = {
  'distributed-monolith': 'Distributed monolith',
  'missing-observability': 'Missing observability',
  'no-error-strategy': 'No error strategy',
  'cascading-failure': 'Cascading failure',
  'no-idempotency': 'No idempotency',
  'missing-auth': 'Missing authentication',
  'no-degradation': 'No graceful degradation',
};

export const SEVERITY_NAMES: Record<Severity, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
};

/** How a reader is told that a finding does not come from a proof; null for the deterministic lane. */
export const LANE_NOTES: Record<Lane, string | null> = { D: null, H: 'advisory', M: 'architect model' };

/** Nodes of the map. */
export const NODE_KINDS = {
  go: 'service',
  other: 'service without Go',
  tool: 'tool',
  external: 'external system',
  store: 'store',
  broker: 'broker',
  sibling: 'service of a sibling',
} as const;

/** Id of the architect model's findings that no standard is about, and what stands for its title. */
export const OTHER = 'architect/other';
export const OTHER_TITLE = 'Judged by the architect model, beyond the standards.';

export const EDGE_KINDS: Record<Edge['kind'], string> = {
  http: 'HTTP',
  grpc: 'gRPC',
  publish: 'publishes',
  consume: 'consumes',
  table: 'table',
  database: 'database',
  cache: 'cache',
  external: 'external',
};

/** The flag that a finding is announced with: the leading one of its standard. */
export function leadingFlag(finding: Finding, context: ReportContext): RedFlag | null {
  return context.standard(finding.standard)?.flags[0] ?? null;
}

/** `High · cascading failure · advisory`, the parts that apply. */
export function headline(finding: Finding, context: ReportContext): string[] {
  const flag = leadingFlag(finding, context);
  const note = LANE_NOTES[finding.lane];
  return [
    SEVERITY_NAMES[finding.severity],
    ...(flag === null ? [] : [FLAG_NAMES[flag].toLowerCase()]),
    ...(note === null ? [] : [note]),
    ...(finding.late ? ['late, does not hold the check'] : []),
  ];
}

/** `1 finding`, `3 findings`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? noun : plural}`;
}

/** Milliseconds as a person reads them: `840 ms`, `12.3 s`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A full object id is shortened as git does; a label stays. */
export function commit(name: string): string {
  return visible(/^[0-9a-f]{40,64}$/.test(name) ? name.slice(0, 10) : name);
}

/** At most `max` code points, the last an ellipsis where something was cut. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const points = [...text];
  return points.length <= max ? text : `${points.slice(0, max - 1).join('')}…`;
}

const FELT: Readonly<Record<Radius['kind'], string>> = {
  declaration: '',
  method: 'method',
  field: 'field',
  'interface method': 'method of an interface',
  message: 'message',
  'message field': 'field of a message',
};

/** What something is that others feel, and what became of it: `, field, gone`; empty for a function that changed. */
export function feltAs({ kind, change }: Pick<Radius, 'kind' | 'change'>): string {
  const became = { added: 'new', removed: 'gone', changed: '' }[change];
  return [FELT[kind], became].map((word) => (word === '' ? '' : `, ${word}`)).join('');
}
