import type { GoFile } from '../../go/file.ts';
import { evaluatedNodes } from '../../go/flow/evaluated.ts';
import type { Step } from '../../go/flow/graph.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { findMember, typeInfo } from '../../go/types/members.ts';
import { isContext, isNamed, type Type } from '../../go/types/type.ts';
import { givenAt } from './assigned.ts';

/** A value of the type is nil, or empty, beside an error. */
export function isEmptyOnError(file: GoFile, type: Type): boolean {
  if (isContext(type)) return false;
  if (type.kind === 'pointer' || type.kind === 'slice') return true;
  return type.kind === 'named' && type.package !== '' && typeInfo(file.index, type)?.underlying.kind === 'interface';
}

/** A use of the variable in the step that panics when it is nil; a function literal's code runs later. */
export function dereference(file: GoFile, step: Step, value: NodeId, type: Type): NodeId {
  const { tree, bindings } = file;
  for (const node of evaluatedNodes(tree, step, () => false)) {
    if (bindings[node] !== value || tree.kind(node) !== Kind.identifier || givenAt(file, node)) continue;
    if (enclosingFunction(tree, node) !== enclosingFunction(tree, step.node)) continue;
    const parent = tree.parent(node);
    const kind = tree.kind(parent);
    if (kind === Kind.index_expression && type.kind === 'slice' && tree.field(node) === Field.operand) return node;
    if (kind === Kind.unary_expression && tree.kind(tree.child(parent, Field.operator)) === Token['*']) return node;
    if (kind !== Kind.selector_expression || tree.field(node) !== Field.operand || type.kind === 'slice') continue;
    const member = findMember(file.index, type, tree.textOf(tree.child(parent, Field.field)));
    const called = isCall(tree, tree.parent(parent)) && calleeOf(tree, tree.parent(parent)) === parent;
    if (!member || (member.method && (!called || isNilSafe(file, type, tree.textOf(tree.child(parent, Field.field))))))
      continue;
    return node;
  }
  return NONE;
}

/** Methods of pointers that may take nil: those of generated messages, and of the repository, which nobody has read. */
function isNilSafe(file: GoFile, type: Type, method: string): boolean {
  if (type.kind !== 'pointer') return false;
  if (isNamed(type, 'os', 'ProcessState')) return true;
  if (/^Get[A-Z]|^(?:String|IsZero|IsNil|Error)$/.test(method)) return true;
  const owner = findMember(file.index, type, method)?.owner.package ?? '';
  return file.index.sourcePackage(owner) !== null;
}
