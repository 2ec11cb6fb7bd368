import type { ChangedNode, MapDiff } from '../diff/diff.ts';
import { guardsText } from '../guards/guard.ts';
import { type Arrow, type Shape, shapeOf } from './shape.ts';

const LONGEST_LABEL = 60;
/** Subjects of one arrow that are written out. */
const MOST_SUBJECTS = 3;

const FRAMES: Readonly<Record<ChangedNode['kind'], readonly [string, string]>> = {
  go: ['[', ']'],
  other: ['[', ']'],
  tool: ['[', ']'],
  external: ['([', '])'],
  store: ['[(', ')]'],
  broker: ['{{', '}}'],
  sibling: ['[[', ']]'],
};

const CLASSES = [
  '  classDef added fill:#dafbe1,stroke:#1a7f37,color:#1f2328',
  '  classDef removed fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-dasharray:4 3',
  '  classDef outside fill:#f6f8fa,stroke:#8c959f,color:#1f2328',
  '  classDef addressed fill:#f6f8fa,stroke:#8c959f,color:#1f2328,stroke-dasharray:4 3',
];

/** The map as a Mermaid flowchart that GitHub renders. Names of any origin stand in it as text only. */
export function drawMermaid(diff: MapDiff): string {
  const shape = shapeOf(diff);
  const ids = new Map(shape.nodes.map(({ name }, index) => [name, `n${index}`]));
  const nodes = shape.nodes.map((node) => `  ${ids.get(node.name)}${labelled(node)}${classOf(node)}`);
  const arrows = shape.arrows.map((arrow) => `  ${ids.get(arrow.from)} ${lineOf(arrow)} ${ids.get(arrow.to)}`);
  const styles = shape.arrows.flatMap(({ change }, index) =>
    change === 'same' ? [] : [`  linkStyle ${index} ${STROKES[change]}`],
  );
  return `${['flowchart LR', ...nodes, ...foldedNode(shape), ...arrows, ...styles, ...CLASSES].join('\n')}\n`;
}

const STROKES = { added: 'stroke:#1a7f37,stroke-width:2px', removed: 'stroke:#cf222e,stroke-dasharray:4 3' } as const;

function labelled({ name, kind }: ChangedNode): string {
  const [open, close] = FRAMES[kind];
  return `${open}"${label(name)}"${close}`;
}

function classOf({ change, kind, setting }: ChangedNode): string {
  if (change !== 'same') return `:::${change}`;
  if (setting) return ':::addressed';
  return kind === 'external' || kind === 'sibling' ? ':::outside' : '';
}

function lineOf({ kind, state, change, subjects, guards }: Arrow): string {
  const more = subjects.length > MOST_SUBJECTS ? [`and ${subjects.length - MOST_SUBJECTS} more`] : [];
  const mark = change === 'added' ? '+ ' : change === 'removed' ? '− ' : '';
  const guarded = guards.length > 0 ? [label(`(${guardsText(guards)})`)] : [];
  const text = [`${mark}${kind}`, ...subjects.slice(0, MOST_SUBJECTS).map(label), ...more, ...guarded].join('<br>');
  return `${state === 'called' || state === 'addressed' ? '-->' : '-.->'}|"${text}"|`;
}

function foldedNode({ folded }: Shape): string[] {
  if (folded.services === 0) return [];
  return [`  folded["${folded.services} more ${folded.services === 1 ? 'service' : 'services'}"]:::outside`];
}

/** Text within quotation marks: https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters */
function label(text: string): string {
  const short = text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text;
  return short
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .replace(/[^\p{L}\p{N} ./:@_+*()\-…]/gu, (character) => `#${character.codePointAt(0)};`);
}
