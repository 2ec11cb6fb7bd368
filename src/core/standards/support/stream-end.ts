import type { GoFile } from '../../go/file.ts';
import type { Step } from '../../go/flow/graph.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { isContext, isError, type Type } from '../../go/types/type.ts';
import { lastValue } from './values.ts';

export function isClientStream(file: GoFile, type: Type): boolean {
  return findMember(file.index, type, 'CloseSend')?.owner.package === 'google.golang.org/grpc';
}

/** An error of the stream's own methods ends it: `err != nil` after `Recv` or `Send`, `err == io.EOF`. */
export function endsStream(file: GoFile, { node, evaluates }: Step, when: boolean | null): boolean {
  const { tree } = file;
  if (when === null) return evaluates && isContextOver(file, node);
  // `errors.Is(err, io.EOF)`, `status.Code(err) == codes.Aborted`
  if (isAboutError(file, node)) return when;
  if (tree.kind(node) !== Kind.binary_expression) return false;
  const operator = tree.kind(tree.child(node, Field.operator));
  const [left, right] = [tree.child(node, Field.left), tree.child(node, Field.right)];
  const isNil = tree.kind(right) === Kind.nil;
  if (isContextMethod(file, left, 'Err')) return isNil && when === (operator === Token['!=']);
  if (isAboutError(file, left)) return when;
  if (!isOfStream(file, left)) return false;
  if (operator === Token['!=']) return isNil && when;
  return operator === Token['=='] && (isNil ? !when : when);
}

/** A call that is handed the stream's error. */
function isAboutError(file: GoFile, node: NodeId): boolean {
  return (
    isCall(file.tree, node) &&
    file.arguments(node).some((argument) => isError(file.typeOf(argument)) && isOfStream(file, argument))
  );
}

/** `case <-ctx.Done():` */
function isContextOver(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const end = tree.next(node);
  for (let at = node; at < end; at++) {
    if (tree.kind(at) === Kind.func_literal) at = tree.next(at) - 1;
    else if (isContextMethod(file, at, 'Done')) return true;
  }
  return false;
}

export function isContextMethod(file: GoFile, node: NodeId, name: string): boolean {
  const { tree } = file;
  if (!isCall(tree, node)) return false;
  const callee = calleeOf(tree, node);
  if (tree.kind(callee) !== Kind.selector_expression || tree.textOf(tree.child(callee, Field.field)) !== name)
    return false;
  return isContext(file.typeOf(tree.child(callee, Field.operand)));
}

/** The error that a method of a stream returned last. */
export function isOfStream(file: GoFile, error: NodeId): boolean {
  const { tree } = file;
  const made = isCall(tree, error) ? error : lastValue(file, error);
  if (made === NONE || !isCall(tree, made)) return false;
  const callee = calleeOf(tree, made);
  if (tree.kind(callee) !== Kind.selector_expression) return false;
  return isClientStream(file, file.typeOf(tree.child(callee, Field.operand)));
}
