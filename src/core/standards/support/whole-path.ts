import type { GoFile } from '../../go/file.ts';
import { isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { lastValue } from './values.ts';

const DEEPEST = 6;

/** Nothing stands before what the request says: `filepath.Join(dir, "x.tar")`, where `dir` is what it says. */
export function isWholePath(file: GoFile, value: NodeId, source: NodeId, depth = DEEPEST): boolean {
  const { tree } = file;
  const node = unparenthesized(tree, value);
  if (node === source) return true;
  if (depth === 0 || node === NONE) return false;
  const further = (inner: NodeId) => isWholePath(file, inner, source, depth - 1);
  if (tree.kind(node) === Kind.identifier) {
    const given = lastValue(file, node);
    return given !== node && further(given);
  }
  if (tree.kind(node) === Kind.binary_expression) return further(tree.child(node, Field.left));
  if (!isCall(tree, node)) return false;
  const [first = NONE] = file.arguments(node);
  const keepsStart = ['path', 'path/filepath'].some((path) => file.isCallTo(node, path, 'Join', 'Clean', 'FromSlash'));
  return keepsStart && further(first);
}
