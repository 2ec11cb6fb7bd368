import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { givenAt } from './assigned.ts';
import { SPEAKS } from './authentication.ts';
import { isSamePath } from './values.ts';

/** A service of generated code as it is put on a server. */
export interface Registration {
  call: NodeId;
  service: string;
  package: string;
  implementation: NodeId;
}

/** Calls in the declaration around that register an implementation with a server. */
export function registrations(file: GoFile, server: NodeId): Registration[] {
  const { tree } = file;
  const around = enclosingDeclaration(tree, server);
  const variable = heldIn(file, server);
  if (around === NONE || variable === NONE) return [];
  const found: Registration[] = [];
  for (let call = server; call < tree.next(around); call++) {
    const [, service] = isCall(tree, call) ? (/^Register(\w+)Server$/.exec(file.calledName(call)) ?? []) : [];
    const [first, implementation] = service === undefined ? [] : file.arguments(call);
    const named = first === undefined ? null : file.qualified(calleeOf(tree, call));
    if (service === undefined || first === undefined || implementation === undefined || !named) continue;
    if (isSamePath(file, first, variable)) found.push({ call, service, package: named.package, implementation });
  }
  return found;
}

/** `s` of `s := grpc.NewServer()`, `r.server` of `r.server = grpc.NewServer()`. */
function heldIn(file: GoFile, value: NodeId): NodeId {
  const { tree } = file;
  const statement = tree.parent(tree.parent(value));
  const left = tree.children(tree.child(statement, Field.left))[0] ?? NONE;
  if (tree.kind(statement) === Kind.assignment_statement) return left;
  return left !== NONE && givenAt(file, left)?.value === value ? left : NONE;
}

/** Methods of a generated service over streams, and all others; empty where its code is not at hand. */
export function methodsOfService(file: GoFile, path: string, service: string): { stream: string[]; unary: string[] } {
  const fact = file.index.sourcePackage(path)?.typeFact(`${service}Server`);
  const own = (fact?.methods ?? []).filter(({ name }) => /^\p{Lu}/u.test(name));
  const isUnary = ({ type }: { type: string }) => /^func\((?:\w+ )?(?:\w+\.)?Context\b/.test(type);
  return {
    unary: own.filter(isUnary).map(({ name }) => name),
    stream: own.filter((method) => !isUnary(method)).map(({ name }) => name),
  };
}

/** Whether what implements a method may itself ask who calls; null where its code is not at hand. */
export function implementationAsks(file: GoFile, implementation: NodeId, method: string): boolean | null {
  const { index } = file;
  const owner = findMember(index, file.typeOf(implementation), method)?.owner;
  const fact = owner?.name ? index.functionFact({ package: owner.package, receiver: owner.name, name: method }) : null;
  return fact === null ? null : fact.uses.some((use) => SPEAKS.test(use));
}
