import type { GoFile } from '../../go/file.ts';
import { isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { formatText, verbsOf } from './format.ts';
import { reachingDefinitions } from './reaching.ts';

/** Part of a text that is put together: what stands in the source, or an expression. */
export type Piece = { text: string } | { value: NodeId; verb: string };

const DEEPEST = 6;

/**
 * A text in order: `"http://"`, host, `"/x"` of `"http://" + host + "/x"` and of `fmt.Sprintf("http://%s/x", host)`.
 * Variables with one definition are followed.
 */
export function piecesOf(file: GoFile, expression: NodeId, depth = DEEPEST): Piece[] {
  const { tree } = file;
  const node = unparenthesized(tree, expression);
  const whole = (): Piece[] => [{ value: node, verb: 's' }];
  if (depth === 0) return whole();
  const constant = formatText(file, node);
  if (constant !== null) return [{ text: constant }];
  if (tree.kind(node) === Kind.identifier) {
    if (!file.bindings[node]) return whole();
    const { definitions, unset } = reachingDefinitions(file, node);
    const [only, ...others] = definitions;
    if (unset || only === undefined || others.length > 0 || only.adds || only.value === NONE) return whole();
    if (isCall(tree, only.value) && !file.isCallTo(only.value, 'fmt', 'Sprintf')) return whole();
    const inner = piecesOf(file, only.value, depth - 1);
    return inner.length > 1 || inner.some((piece) => 'text' in piece) ? inner : whole();
  }
  if (tree.kind(node) === Kind.binary_expression && tree.textOf(tree.child(node, Field.operator)) === '+') {
    return [Field.left, Field.right].flatMap((field) => piecesOf(file, tree.child(node, field), depth - 1));
  }
  if (isCall(tree, node) && file.isCallTo(node, 'fmt', 'Sprintf')) {
    const [format = NONE, ...operands] = file.arguments(node);
    const text = formatText(file, format);
    return text === null ? whole() : formatPieces(text, operands);
  }
  return whole();
}

function formatPieces(format: string, operands: readonly NodeId[]): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { letter, operand, at, text } of verbsOf(format)) {
    pieces.push({ text: format.slice(from, at + 1 - text.length) });
    const value = operands[operand];
    pieces.push(value === undefined ? { text } : { value, verb: letter });
    from = at + 1;
  }
  return [...pieces, { text: format.slice(from) }];
}
