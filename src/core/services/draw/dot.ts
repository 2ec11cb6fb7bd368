import type { ChangedNode, MapDiff } from '../diff/diff.ts';
import { guardsText } from '../guards/guard.ts';

const SHAPES: Readonly<Record<ChangedNode['kind'], string>> = {
  go: 'box',
  other: 'box',
  tool: 'note',
  external: 'ellipse',
  store: 'cylinder',
  broker: 'hexagon',
  sibling: 'component',
};
const COLOURS = { added: '#1a7f37', removed: '#cf222e', same: '#1f2328' } as const;

/** The whole map for Graphviz. Names of any origin stand in it as text only. */
export function drawDot({ services, edges }: MapDiff): string {
  const nodes = services
    .filter(({ kind }) => kind !== 'tool')
    .map(({ name, kind, setting, change }) => {
      const style = setting ? ', style=dashed' : '';
      return `  ${quoted(name)} [shape=${SHAPES[kind]}, color=${quoted(COLOURS[change])}${style}];`;
    });
  const arrows = edges.map(({ from, to, kind, state, subject, guards = [], change }) => {
    const style = state === 'called' || state === 'addressed' ? 'solid' : 'dashed';
    const what = subject === null ? kind : `${kind} ${subject}`;
    const label = guards.length === 0 ? what : `${what} (${guardsText(guards)})`;
    return `  ${quoted(from)} -> ${quoted(to)} [label=${quoted(label)}, style=${style}, color=${quoted(COLOURS[change])}];`;
  });
  return `${['digraph services {', '  rankdir=LR;', ...nodes, ...arrows, '}'].join('\n')}\n`;
}

/** https://graphviz.org/doc/info/lang.html: only quotation marks and backslashes mean something within quotation marks. */
function quoted(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}]/gu, ' ');
  return `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
