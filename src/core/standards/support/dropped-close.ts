import type { GoFile } from '../../go/file.ts';
import { isCalledOnTheSpot } from '../../go/flow/evaluated.ts';
import { isHandedOn } from '../../go/flow/handing.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';

const WRITES = /^(?:Write|ReadFrom|Create|AddFS|Truncate)/;

const REPORTED = new WeakMap<GoFile, Set<NodeId>>();

/** One close may serve several files. */
export function isFirst(file: GoFile, close: NodeId): boolean {
  const known = REPORTED.get(file) ?? new Set();
  REPORTED.set(file, known);
  return known.size < known.add(close).size;
}

/** The call of Close that nobody listens to on the way to success; NONE where somebody does, or nothing is written. */
export function droppedClose(file: GoFile, variable: NodeId, root: NodeId): NodeId {
  const { tree, bindings } = file;
  let [deferred, plain, written] = [NONE, NONE, false];
  const end = tree.next(root);
  for (let node = variable + 1; node < end; node++) {
    if (bindings[node] !== variable || tree.kind(node) !== Kind.identifier) continue;
    const selector = tree.parent(node);
    if (isCaptured(file, node, root)) return NONE;
    if (tree.kind(selector) !== Kind.selector_expression) {
      if (tree.kind(selector) === Kind.argument_list && /pprof\./.test(tree.textOf(tree.parent(selector)))) return NONE;
      if (tree.kind(selector) === Kind.argument_list) written ||= isWritten(file, node);
      else if (isHandedOn(file, node)) return NONE;
      continue;
    }
    const call = tree.parent(selector);
    const method = tree.textOf(tree.child(selector, Field.field));
    if (!isCall(tree, call) || calleeOf(tree, call) !== selector) return NONE; // a method value goes elsewhere
    if (method === 'Name' && isRemoved(file, call)) return NONE;
    if (WRITES.test(method)) written = true;
    if (method === 'Sync' || (method === 'Close' && !isDropped(file, call))) return NONE;
    if (method !== 'Close') continue;
    if (tree.ancestor(call, Kind.defer_statement) > root) deferred = call;
    else if (!isOnErrorPath(file, call, root)) plain = call;
  }
  return written ? plain || deferred : NONE;
}

/** A literal that runs later or elsewhere: its caller hears nothing anyhow. */
function isCaptured(file: GoFile, node: NodeId, root: NodeId): boolean {
  const { tree } = file;
  for (let fn = enclosingFunction(tree, node); fn !== root && fn !== NONE; fn = enclosingFunction(tree, fn))
    if (!isCalledOnTheSpot(tree, fn)) return true;
  return false;
}

/** The first argument of most functions is what they write to; `io.Copy(dst, f)` and `io.ReadAll(f)` read. */
function isWritten(file: GoFile, argument: NodeId): boolean {
  const call = file.tree.parent(file.tree.parent(argument));
  const position = file.arguments(call).indexOf(argument);
  if (file.callee(call)?.package === 'io') return position === 0 && !/^Read/.test(file.callee(call)?.name ?? '');
  return !/Read|Decod|Scan|Lock|Stat|allocate/i.test(file.tree.textOf(calleeOf(file.tree, call)));
}

function isDropped(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent(call);
  if (tree.kind(parent) === Kind.expression_statement || tree.kind(parent) === Kind.defer_statement) return true;
  const statement = tree.parent(parent);
  return tree.kind(statement) === Kind.assignment_statement && tree.textOf(tree.child(statement, Field.left)) === '_';
}

function isRemoved(file: GoFile, name: NodeId): boolean {
  const call = file.tree.parent(file.tree.parent(name));
  return isCall(file.tree, call) && file.isCallTo(call, 'os', 'Remove', 'RemoveAll');
}

/** Within `if err != nil { … }`: there is a worse error to tell. */
function isOnErrorPath(file: GoFile, call: NodeId, root: NodeId): boolean {
  const { tree } = file;
  for (let node = call; node !== root && node !== NONE; node = tree.parent(node)) {
    const around = tree.parent(node);
    if (tree.kind(around) !== Kind.if_statement || tree.field(node) !== Field.consequence) continue;
    if (/!= nil\b|errors\.Is/.test(tree.textOf(tree.child(around, Field.condition)))) return true;
  }
  return false;
}
