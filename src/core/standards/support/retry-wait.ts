import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { rootOf } from './values.ts';

/** How long a loop waits between its rounds. */
export type Wait =
  | { kind: 'none' }
  /** `time.Sleep(delay)` or `time.After(delay)` with the same delay each time. */
  | { kind: 'constant'; call: NodeId; delay: NodeId }
  /** Longer each time, by chance, or by means that are not known. */
  | { kind: 'other' };

const PAUSES = /sleep|wait|back_?off|delay|pause|retry|throttle|limit|jitter|tick|poll/i;

/** The wait among the statements of a loop's body, nested function literals included. */
export function waitOf(file: GoFile, loop: NodeId): Wait {
  const { tree } = file;
  const body = tree.child(loop, Field.body);
  const end = tree.next(body);
  let found: Wait = { kind: 'none' };
  for (let node = body; node < end; node++) {
    if (tree.kind(node) === Kind.range_clause) return { kind: 'other' };
    if (tree.kind(node) === Kind.unary_expression && tree.kind(tree.child(node, Field.operator)) === Token['<-']) {
      const from = tree.child(node, Field.operand);
      // `<-ctx.Done()` waits for nothing in a select with a default, and else stands beside what does.
      if (!isCall(tree, from) || !/Done$|^After$/.test(nameOf(file, from))) return { kind: 'other' };
    }
    if (!isCall(tree, node)) continue;
    if (file.isCallTo(node, 'time', 'Sleep', 'After')) {
      const [delay = NONE] = file.arguments(node);
      if (found.kind === 'constant' || !isConstantIn(file, delay, loop)) return { kind: 'other' };
      found = { kind: 'constant', call: node, delay };
    } else if (PAUSES.test(nameOf(file, node)) || file.isCallTo(node, 'time', 'NewTimer')) {
      return { kind: 'other' };
    }
  }
  return found;
}

function nameOf(file: GoFile, call: NodeId): string {
  const callee = calleeOf(file.tree, call);
  return file.tree.textOf(file.tree.child(callee, Field.field) || callee);
}

/** Nothing in the expression changes from round to round: no call, and no variable that the loop declares or writes. */
function isConstantIn(file: GoFile, delay: NodeId, loop: NodeId): boolean {
  const { tree, bindings } = file;
  const end = tree.next(delay);
  for (let node = delay; node < end; node++) {
    if (isCall(tree, node) && !file.isCallTo(node, 'time', 'Duration')) return false;
    if (tree.kind(node) !== Kind.identifier) continue;
    const declaration = bindings[node] as number;
    if (declaration && tree.contains(loop, declaration)) return false;
    if (isWrittenIn(file, node, loop)) return false;
  }
  return true;
}

function isWrittenIn(file: GoFile, variable: NodeId, loop: NodeId): boolean {
  const { tree, bindings } = file;
  const end = tree.next(loop);
  for (let node = loop; node < end; node++) {
    const kind = tree.kind(node);
    const target =
      kind === Kind.assignment_statement
        ? tree.child(node, Field.left)
        : kind === Kind.inc_statement || kind === Kind.dec_statement
          ? node
          : NONE;
    if (target === NONE) continue;
    for (const written of tree.children(target)) {
      const root = rootOf(tree, written);
      if (root !== NONE && bindings[root] === bindings[variable] && tree.textOf(root) === tree.textOf(variable))
        return true;
    }
  }
  return false;
}
