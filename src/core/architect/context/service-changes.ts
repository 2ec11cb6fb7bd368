import type { ChangedEdge, MapDiff } from '../../services/diff/diff.ts';
import { dataBlock } from '../data-block.ts';
import type { Sight } from '../sight.ts';

const MOST_SERVICES = 30;
const MOST_EDGES = 60;

/** What the change does to the services and to what they exchange; null where that is nothing. */
export function serviceChanges({ services, edges }: MapDiff, sight: Sight): string | null {
  const changed = edges.filter(({ change }) => change !== 'same');
  const rows = [
    ...services
      .filter(({ change, kind }) => change !== 'same' && kind !== 'tool')
      .slice(0, MOST_SERVICES)
      .map(({ change, name, kind }) => `${SIGN[change]} ${name} (${kind})`),
    ...changed.slice(0, MOST_EDGES).map((edge) => `${SIGN[edge.change]} ${edgeRow(edge, sight)}`),
    ...(changed.length > MOST_EDGES ? [`(${changed.length - MOST_EDGES} more)`] : []),
  ];
  return rows.length === 0 ? null : dataBlock('service changes', {}, rows.join('\n'));
}

const SIGN = { added: '+', removed: '-', same: ' ' } as const;

function edgeRow(
  { from, to, kind, subject, state, access, change, evidence: [proof] }: ChangedEdge,
  sight: Sight,
): string {
  const side = change === 'removed' ? 'base' : 'head';
  const place = proof && sight.has(side, proof.path) ? ` at ${proof.path}:${proof.line}` : '';
  const what = [kind, access === 'write' ? 'write' : '', subject ?? ''].filter((part) => part !== '').join(' ');
  return `${from} → ${to} ${what} (${state})${place}`;
}
