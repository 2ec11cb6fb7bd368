import type { GoFile } from '../../go/file.ts';
import type { Step } from '../../go/flow/graph.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { hasCondition, isCounted, runsOverData } from './loops.ts';
import { errorTest, region } from './retry-round.ts';
import { lastValue } from './values.ts';

/** A loop that does the same again after an error, and is left when it succeeds. */
export interface RetryLoop {
  loop: NodeId;
  /** The call whose error leads to another round. */
  attempt: NodeId;
  /** Declaration of the variable that takes the error. */
  error: NodeId;
  /** Steps that run between a failure and the next round. */
  between: readonly Step[];
  /** A failure can leave the loop: attempts are counted, some errors give up, a deadline is looked at. */
  givesUp: boolean;
}

const KNOWN = new WeakMap<GoFile, Map<NodeId, RetryLoop | null>>();

/** The loop as one that tries again; null where it is another: one over data, of a consumer, or a poll. */
export function retryLoopAt(file: GoFile, loop: NodeId): RetryLoop | null {
  const known = KNOWN.get(file) ?? new Map<NodeId, RetryLoop | null>();
  KNOWN.set(file, known);
  let found = known.get(loop);
  if (found === undefined) {
    found = findRetry(file, loop);
    known.set(loop, found);
  }
  return found;
}

function findRetry(file: GoFile, loop: NodeId): RetryLoop | null {
  const { tree } = file;
  const root = enclosingFunction(tree, loop);
  if (root === NONE || runsOverData(file, loop) || !mentionsNil(file, loop)) return null;
  const graph = file.flow(root);
  const body = tree.child(loop, Field.body);
  const inBody = (step: Step) => tree.contains(body, step.node) && step.kind !== 'end';
  const heads = new Set(
    graph.steps.filter(({ node }) => tree.contains(loop, node) && !tree.contains(body, node)).map(({ id }) => id),
  );
  const counted = isCounted(file, loop);
  const isTest = (step: Step) => inBody(step) && step.kind === 'branch' && errorTest(file, step.node) !== null;
  for (const step of graph.steps) {
    if (step.kind !== 'branch' || !inBody(step)) continue;
    const tested = errorTest(file, step.node);
    if (tested === null || nearestLoop(file, step.node) !== loop) continue;
    const attempt = lastValue(file, tested.error);
    if (!isCall(tree, attempt) || !tree.contains(body, attempt) || nearestLoop(file, attempt) !== loop) continue;
    const edge = (when: boolean) => step.next.find((next) => next.when === when)?.to;
    const [success, failure] = [edge(tested.nilWhen), edge(!tested.nilWhen)];
    if (success === undefined || failure === undefined) continue;
    const won = region(graph, success, heads);
    const lost = region(graph, failure, heads);
    if (!lost.comesRound || (won.comesRound && !(counted && won.leaves(inBody) && !won.steps.some(isTest)))) continue;
    return {
      loop,
      attempt,
      error: file.bindings[tested.error] as number,
      between: lost.steps.filter(inBody),
      givesUp: lost.leaves(inBody) || hasCondition(file, loop),
    };
  }
  return null;
}

function mentionsNil(file: GoFile, loop: NodeId): boolean {
  for (const _ of file.tree.descendants(loop, Kind.nil)) return true;
  return false;
}

function nearestLoop(file: GoFile, node: NodeId): NodeId {
  return file.tree.ancestor(node, Kind.for_statement, Kind.func_literal);
}
