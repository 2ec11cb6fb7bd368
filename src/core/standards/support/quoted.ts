import type { NodeId, SyntaxTree } from '../../go/syntax/tree.ts';

const LONGEST = 60;

/** The node's text as inline code for a message: on one line, cut where it is long, whatever backticks it holds. */
export function quoted(tree: SyntaxTree, node: NodeId): string {
  const text = tree.textOf(node).replace(/\s+/g, ' ').trim();
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  return short.includes('`') ? `\`\` ${short} \`\`` : `\`${short}\``;
}
