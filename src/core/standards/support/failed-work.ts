import type { GoFile } from '../../go/file.ts';
import { evaluatedNodes } from '../../go/flow/evaluated.ts';
import type { FlowGraph, Step } from '../../go/flow/graph.ts';
import { isCall } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { handles, isNote, mentionsAny } from './handling.ts';
import { calledName, returnsError } from './ignorable.ts';
import { lastValue } from './values.ts';

/** What a message asks for has failed: the ways on from there. */
export interface Failure {
  file: GoFile;
  graph: FlowGraph;
  /** Variable that holds the error. */
  error: NodeId;
  /** Variables that hold something of the message; see `carriersOf`. */
  carriers: ReadonlySet<NodeId>;
}

/** The call whose error the branch looks at, if it is the work that the message asks for. */
export function failedCall(file: GoFile, branch: Step, error: NodeId, carriers: ReadonlySet<NodeId>): NodeId {
  const { tree, bindings } = file;
  for (const use of tree.descendants(branch.node, Kind.identifier)) {
    if (bindings[use] !== error || !file.isError(use)) continue;
    const value = lastValue(file, use);
    if (value !== NONE && isCall(tree, value) && returnsError(file, value) && handles(file, value, carriers))
      return value;
  }
  return NONE;
}

const KEEPS =
  /dead|dlq|dlx|retry|re_?queue|park|poison|quarantine|fail|reject|nack|again|compensat|rollback|resend|fallback|outbox|save|store|insert|publish|produce|enqueue|send(?!$)/i;

/** Helpers that panic or end the process, as far as their names tell: `utils.LogPanic`, `must`. */
const ENDS = /panic|fatal|^(?:must|die|exit|abort|crash)(?:$|[A-Z])/i;

/**
 * Every way on from the failure comes to a step that is `reached`, and none does anything with the message or the error
 * but note it down. A way that `leaves` ends the search.
 */
export function alwaysEndsIn(
  failure: Failure,
  branch: Step,
  when: boolean,
  judge: (step: Step) => 'reached' | 'leaves' | 'pass',
): boolean {
  const open = branch.next.filter((edge) => edge.when === when).map(({ to }) => to);
  const seen = new Set(open);
  let reached = false;
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = failure.graph.steps[id];
    const verdict = step ? judge(step) : 'leaves';
    if (!step || verdict === 'leaves') return false;
    if (verdict === 'reached') {
      reached = true;
      continue;
    }
    if (step.kind === 'abort' || keeps(failure, step)) return false;
    for (const { to } of step.next) {
      if (seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return reached;
}

/** The step looks at the error again, or may keep the message. */
function keeps({ file, error, carriers }: Failure, step: Step): boolean {
  const { tree } = file;
  if (step.kind === 'branch')
    return mentionsAny(file, step.node, new Set([error])) || /retr|attempt|perm/i.test(tree.textOf(step.node));
  for (const node of evaluatedNodes(tree, step)) {
    if (tree.kind(node) === Kind.send_statement || tree.kind(node) === Kind.go_statement) return true;
    if (!isCall(tree, node)) continue;
    if (ENDS.test(calledName(file, node))) return true;
    if (KEEPS.test(calledName(file, node)) && !isNote(file, node)) return true;
    const given = mentionsAny(file, node, carriers) || mentionsAny(file, node, new Set([error]));
    if (given && !isPlain(file, node)) return true;
  }
  return false;
}

/** A note, or a call within one: `log.Error("failed", zap.Error(err))`, `fmt.Sprintf(…)`. */
function isPlain(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  for (let at = call; at !== NONE; at = tree.ancestor(at, Kind.call_expression)) {
    if (isNote(file, at)) return true;
    const callee = file.callee(at);
    if (
      callee &&
      /^(?:|fmt|log|log\/slog|errors|strconv|strings|go\.opentelemetry\.io\/.*|go\.uber\.org\/zap)$/.test(
        callee.package,
      )
    )
      return true;
  }
  return /^(?:Error|String|Err|With\w*|Set(?:Status|Error)|RecordError)$/.test(calledName(file, call));
}
