import type { GoFile } from '../../go/file.ts';
import { assignmentsOf } from '../../go/flow/knowledge.ts';
import { nilCheck } from '../../go/flow/nil-check.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { alwaysEndsIn, failedCall } from './failed-work.ts';
import { carriersOf, functionOf } from './handling.ts';
import { isLibraryCall, KAFKA_GO, SARAMA } from './messages.ts';
import { settlementOf } from './settlements.ts';

/**
 * The work after whose failure the next Kafka message is taken, so that its commit covers the failed one; NONE where
 * something keeps that, or ends the consumption.
 */
export function workSkipped(file: GoFile, commit: NodeId): NodeId {
  const { tree } = file;
  const settled = settlementOf(file, commit);
  const library =
    isLibraryCall(file, commit, KAFKA_GO, 'Reader', 'CommitMessages') ||
    isLibraryCall(file, commit, SARAMA, 'ConsumerGroupSession', 'MarkMessage');
  if (settled?.outcome !== 'done' || !library) return NONE;
  const { message } = settled;
  const root = functionOf(file, message);
  if (enclosingFunction(tree, commit) !== root) return NONE;
  const graph = file.flow(root);
  const carriers = carriersOf(file, message);
  for (const branch of graph.steps) {
    const check = branch.kind === 'branch' ? nilCheck(file, branch.node) : null;
    if (!check || branch.node > commit) continue;
    const failed = failedCall(file, branch, check.variable, carriers);
    if (failed === NONE) continue;
    const failure = { file, graph, error: check.variable, carriers };
    const skipped = alwaysEndsIn(failure, branch, !check.nilWhen, (step) => {
      if (step.kind === 'end' || (step.evaluates && tree.contains(step.node, commit))) return 'leaves';
      const next = step.evaluates && assignmentsOf(file, step.node).some(({ variable }) => variable === message);
      return next ? 'reached' : 'pass';
    });
    if (skipped) return failed;
  }
  return NONE;
}
