import type { Callee, GoFile } from '../../go/file.ts';
import { isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';

/** What answers a route: a function literal, or a function of the repository. */
export type Answering = { literal: NodeId } | { callee: Callee };

const DEEPEST = 4;

/** What is behind the expression that a route is given; wrappers that take one function are looked through. */
export function answering(file: GoFile, handler: NodeId, depth = DEEPEST): Answering | null {
  const node = unparenthesized(file.tree, handler);
  switch (file.tree.kind(node)) {
    case Kind.func_literal:
      return { literal: node };
    case Kind.identifier:
    case Kind.selector_expression:
      return functionNamed(file, node, depth);
    default:
      break;
  }
  if (!isCall(file.tree, node) || depth === 0) return null;
  const args = file.arguments(node);
  const inner = args.flatMap((argument) => answering(file, argument, depth - 1) ?? []);
  if (inner.length > 0) return inner.length === 1 ? (inner[0] ?? null) : null;
  // `h.list()`: a function that makes the handler.
  const callee = args.length === 0 ? file.callee(node) : null;
  return callee && file.index.declaredFunction(callee) ? { callee } : null;
}

function functionNamed(file: GoFile, node: NodeId, depth: number): Answering | null {
  const found = file.qualified(node);
  if (found) {
    const callee = { package: found.package, receiver: null, name: found.name };
    return file.index.declaredFunction(callee) ? { callee } : null;
  }
  if (file.tree.kind(node) === Kind.identifier) {
    const value = file.initialiser(node);
    return value === NONE || value === node || depth === 0 ? null : answering(file, value, depth - 1);
  }
  const name = file.tree.textOf(file.tree.child(node, Field.field));
  const member = findMember(file.index, file.typeOf(file.tree.child(node, Field.operand)), name);
  if (!member?.method) return null;
  return { callee: { package: member.owner.package, receiver: member.owner.name, name } };
}
