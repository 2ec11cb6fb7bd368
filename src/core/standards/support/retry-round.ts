import type { GoFile } from '../../go/file.ts';
import type { FlowGraph, Step } from '../../go/flow/graph.ts';
import { unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';

/** What runs from a step on until the loop's next round. */
export function region(graph: FlowGraph, from: number, heads: ReadonlySet<number>) {
  const seen = new Set<number>();
  const open = [from];
  let comesRound = false;
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (heads.has(id)) {
      comesRound = true;
      continue;
    }
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(graph.steps[id]?.next ?? []).map(({ to }) => to));
  }
  const steps = graph.steps.filter(({ id }) => seen.has(id));
  return { comesRound, steps, leaves: (inBody: (step: Step) => boolean) => steps.some((step) => !inBody(step)) };
}

/** `err == nil` or `err != nil`, and its outcome when there is no error. */
export function errorTest(file: GoFile, node: NodeId): { error: NodeId; nilWhen: boolean } | null {
  const { tree } = file;
  if (tree.kind(node) !== Kind.binary_expression || tree.kind(tree.child(node, Field.right)) !== Kind.nil) return null;
  const operator = tree.kind(tree.child(node, Field.operator));
  const error = unparenthesized(tree, tree.child(node, Field.left));
  if (operator !== Token['=='] && operator !== Token['!=']) return null;
  if (tree.kind(error) !== Kind.identifier || !file.bindings[error] || !file.isError(error)) return null;
  return { error, nilWhen: operator === Token['=='] };
}
