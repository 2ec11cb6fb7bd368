import { calleeOf, isCall } from '../syntax/calls.ts';
import { Kind } from '../syntax/grammar.ts';
import type { NodeId, SyntaxTree } from '../syntax/tree.ts';
import type { Step } from './graph.ts';

/**
 * The nodes that run as part of a step, in source order. Bodies of function literals are left out, save those called
 * on the spot (`func() { … }()`, `defer func() { … }()`) or by `also`.
 */
export function* evaluatedNodes(
  tree: SyntaxTree,
  step: Step,
  also: (literal: NodeId) => boolean = () => false,
): Generator<NodeId> {
  if (!step.evaluates) return;
  const end = tree.next(step.node);
  for (let node = step.node; node < end; node++) {
    yield node;
    if (tree.kind(node) === Kind.func_literal && !isCalledOnTheSpot(tree, node) && !also(node))
      node = tree.next(node) - 1;
  }
}

/** The literal is called where it stands, and not as a goroutine. */
export function isCalledOnTheSpot(tree: SyntaxTree, literal: NodeId): boolean {
  const call = tree.parent(literal);
  return isCall(tree, call) && calleeOf(tree, call) === literal && tree.kind(tree.parent(call)) !== Kind.go_statement;
}
