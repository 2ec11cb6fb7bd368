import type { GoFile } from '../../go/file.ts';
import { argumentsOf, calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { isError, type Type } from '../../go/types/type.ts';
import { givenAt } from './assigned.ts';

/** Methods of values that go on using what they were made from. */
const STREAMS = ['Read', 'Write', 'Next', 'Recv', 'Scan', 'Close', 'ReadAt'];
const PASSED_ON = new Set<number>([
  Kind.parenthesized_expression,
  Kind.unary_expression,
  Kind.literal_element,
  Kind.keyed_element,
  Kind.literal_value,
  Kind.composite_literal,
  Kind.argument_list,
  Kind.expression_list,
  Kind.type_assertion_expression,
  Kind.type_conversion_expression,
]);

/**
 * A value that the statement in the loop's body makes is needed after the iteration: it, or a stream made from it, is
 * appended, stored outside, sent, or used by a goroutine.
 */
export function outlivesIteration(file: GoFile, loop: NodeId, statement: NodeId): boolean {
  const { tree, bindings } = file;
  const kept = new Set<NodeId>();
  const left = tree.childrenInField(statement, Field.name);
  for (const name of left.length > 0 ? left : tree.children(tree.child(statement, Field.left)))
    if (bindings[name] && !isError(file.typeOf(name))) kept.add(bindings[name] as number);
  const end = tree.next(loop);
  for (let node = tree.next(statement); node < end; node++) {
    if (tree.kind(node) !== Kind.identifier || !kept.has(bindings[node] as number)) continue;
    if (isConcurrent(file, node, loop)) return true;
    const goes = destination(file, node);
    if (goes === 'away') return true;
    if (goes !== null && goes > loop) kept.add(goes);
    else if (goes !== null) return true;
  }
  return false;
}

/** The variable that takes the value over, `away` when something else keeps it, null when nothing does. */
function destination(file: GoFile, use: NodeId): NodeId | 'away' | null {
  const { tree, bindings } = file;
  let node = use;
  for (let parent = tree.parent(node); ; parent = tree.parent(node)) {
    const kind = tree.kind(parent);
    if (isCall(tree, parent)) {
      if (!argumentsOf(tree, parent).some((argument) => tree.contains(argument, use))) return null;
      if (file.isCallTo(parent, '', 'append')) return 'away';
      if (!keepsUsing(file, file.typeOf(parent))) return null;
    } else if (kind === Kind.selector_expression) {
      if (isCall(tree, tree.parent(parent)) && calleeOf(tree, tree.parent(parent)) === parent) return null;
    } else if (kind === Kind.send_statement) {
      return tree.field(node) === Field.value ? 'away' : null;
    } else if (kind === Kind.var_spec || kind === Kind.short_var_declaration || kind === Kind.assignment_statement) {
      const list = tree.child(parent, kind === Kind.var_spec ? Field.name : Field.left);
      if (tree.contains(list, use)) return null;
      const names = kind === Kind.var_spec ? [list] : tree.children(list);
      const holder = names.find((name) => tree.contains(givenAt(file, name)?.value ?? list, use)) ?? NONE;
      if (tree.kind(holder) !== Kind.identifier) return holder === NONE ? null : 'away';
      return tree.textOf(holder) === '_' ? null : bindings[holder] || 'away';
    } else if (!PASSED_ON.has(kind)) {
      return null;
    }
    node = parent;
  }
}

/** A value of the type may go on using what it was made from; one of unknown type is taken to. */
function keepsUsing(file: GoFile, type: Type): boolean {
  if (type.kind === 'unknown' || type.kind === 'parameter' || type.kind === 'func') return true;
  if (type.kind === 'tuple') return type.of.some((each) => !isError(each) && keepsUsing(file, each));
  return STREAMS.some((name) => findMember(file.index, type, name) !== null);
}

/** Stands in a `go` statement, or in a function literal that a pool, a group or a timer runs later. */
function isConcurrent(file: GoFile, node: NodeId, loop: NodeId): boolean {
  const { tree } = file;
  for (let at = tree.parent(node); at !== loop && at !== NONE; at = tree.parent(at)) {
    if (tree.kind(at) === Kind.go_statement) return true;
    if (tree.kind(at) !== Kind.func_literal) continue;
    const around = tree.parent(at);
    const call = tree.parent(around);
    if (tree.kind(around) !== Kind.argument_list) {
      if (isCall(tree, around)) continue; // called on the spot, or deferred
      return true;
    }
    if (/(?:^|\.)(?:Go|TryGo|Submit|AfterFunc|Run|Handle|HandleFunc|Cleanup)$/.test(tree.textOf(calleeOf(tree, call))))
      return true;
  }
  return false;
}
