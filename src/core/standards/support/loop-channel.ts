import type { GoFile } from '../../go/file.ts';
import { rememberedWith } from '../../go/remember.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref, type Type, typeString } from '../../go/types/type.ts';
import { constantInt } from './constants.ts';
import { isLeavingSignal, receivedFrom } from './result-channel.ts';

/** A channel in a field without room, whose only receiver is a loop that ends with a context. */
export interface LoopChannel {
  /** The call of `make`. */
  made: NodeId;
  /** The case that receives. */
  receives: NodeId;
  /** The case that ends the loop. */
  leaves: NodeId;
}

/** What is known in this file of the channel that a selector such as `s.jobs` names; null where it may be received elsewhere. */
export function loopChannel(file: GoFile, channel: NodeId): LoopChannel | null {
  return file.tree.kind(channel) === Kind.selector_expression ? known(file, keyOf(file, channel)) : null;
}

/** `jobs of example.com/shop.Server`; empty where the type is not known. */
function keyOf(file: GoFile, selector: NodeId): string {
  const owner = file.typeOf(file.tree.child(selector, Field.operand));
  return key(owner, file.tree.textOf(file.tree.child(selector, Field.field)));
}

function key(owner: Type, field: string): string {
  const base = deref(owner);
  return base.kind === 'named' && base.package !== '' ? `${field} of ${typeString(base)}` : '';
}

const known = rememberedWith((file: GoFile, of: string): LoopChannel | null => {
  if (of === '') return null;
  const { tree } = file;
  const made: NodeId[] = [];
  const receives: NodeId[] = [];
  const field = of.slice(0, of.indexOf(' '));
  for (let node = 1; node < tree.size; node++) {
    const kind = tree.kind(node);
    if (kind === Kind.call_expression && file.isCallTo(node, '', 'make') && fieldMade(file, node) === field)
      made.push(node);
    const source = kind === Kind.range_clause ? tree.child(node, Field.right) : receivedFrom(tree, node);
    if (source !== NONE && tree.kind(source) === Kind.selector_expression && keyOf(file, source) === of)
      receives.push(node);
  }
  const [make, another] = made;
  const [receive, second] = receives;
  if (make === undefined || another !== undefined || receive === undefined || second !== undefined) return null;
  const [type = NONE, capacity] = file.arguments(make);
  if (tree.kind(type) !== Kind.channel_type || (capacity !== undefined && constantInt(file, capacity) !== 0))
    return null;
  const leaves = leavingBeside(file, receive);
  return leaves === NONE ? null : { made: make, receives: receive, leaves };
});

/** Name of the field that a `make` is given to, in a literal or by an assignment. */
function fieldMade(file: GoFile, make: NodeId): string {
  const { tree } = file;
  const around = tree.parent(tree.parent(make));
  if (tree.kind(around) === Kind.keyed_element) return tree.textOf(tree.children(around)[0] ?? NONE);
  if (tree.kind(around) !== Kind.assignment_statement) return '';
  const [left = NONE] = tree.children(tree.child(around, Field.left));
  return tree.kind(left) === Kind.selector_expression ? tree.textOf(tree.child(left, Field.field)) : '';
}

/** The case of the same select by which a function ends when its context does; NONE where there is none. */
function leavingBeside(file: GoFile, receive: NodeId): NodeId {
  const { tree } = file;
  const select = tree.ancestor(receive, Kind.select_statement, Kind.func_literal);
  if (
    tree.kind(select) !== Kind.select_statement ||
    tree.ancestor(select, Kind.for_statement) < enclosingFunction(tree, select)
  )
    return NONE;
  for (const one of tree.children(select)) {
    if (tree.kind(one) !== Kind.communication_case || tree.contains(one, receive)) continue;
    const signal = tree.child(one, Field.communication);
    for (let node = signal; node < tree.next(signal); node++) {
      const source = receivedFrom(tree, node);
      if (source === NONE || !isLeavingSignal(file, source) || !/Done\(\)$/.test(tree.textOf(source))) continue;
      if (!tree.descendants(one, Kind.return_statement).next().done) return one;
    }
  }
  return NONE;
}
