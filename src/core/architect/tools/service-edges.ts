import { z } from 'zod';
import { guardsText } from '../../services/guards/guard.ts';
import { defineTool, SideInput, ToolError } from './tool.ts';

const MOST = 80;

export const serviceEdges = defineTool(
  'service_edges',
  `What a service exchanges with others: calls, topics, tables, databases, each with the place that proves it and what all of its calls have (deadline, retry, breaker, pool limit); at most ${MOST}.`,
  z.strictObject({ side: SideInput, service: z.string() }),
  ({ side, service }, { sight, maps }) => {
    if (maps === null) throw new ToolError('there is no service map');
    const { services, edges } = maps[side];
    const names = services.map(({ name }) => name);
    if (!names.includes(service))
      throw new ToolError(`no service is called so; there are ${names.slice(0, MOST).join(', ')}`);
    const rows = edges
      .filter(({ from, to }) => from === service || to === service)
      .map(({ from, to, kind, state, subject, guards = [], evidence: [proof] }) => {
        const place = proof && sight.has(side, proof.path) ? ` ${proof.path}:${proof.line}` : '';
        const guarded = guards.length > 0 ? `, ${guardsText(guards)}` : '';
        return `${from} → ${to} ${kind} ${subject ?? ''} (${state}${guarded})${place}`;
      });
    return rows.length === 0 ? 'it exchanges nothing that is known' : rows.slice(0, MOST).join('\n');
  },
);
