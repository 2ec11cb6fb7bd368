import type { GoFile } from './file.ts';
import { calleeOf } from './syntax/calls.ts';
import { Field, Kind } from './syntax/grammar.ts';
import type { NodeId } from './syntax/tree.ts';
import { findMember } from './types/members.ts';
import { typeExpression } from './types/type-expression.ts';

/** A function or method as a call names it. A conversion names its type, a call of a package's variable that. */
export interface Callee {
  /** Import path; empty for predeclared functions. Of a method, the package of the type that declares it. */
  package: string;
  /** Type that declares the method; null for a function. */
  receiver: string | null;
  name: string;
}

/** See `GoFile.callee`. */
export function calleeIn(file: GoFile, call: NodeId): Callee | null {
  const { tree } = file;
  let node = calleeOf(tree, call);
  // `F[T](x, y)` reads as a call of an element; of a function there is none.
  const operand = tree.kind(node) === Kind.index_expression ? tree.child(node, Field.operand) : node;
  if (operand !== node && file.typeOf(operand).kind === 'func') node = operand;
  const direct = file.qualified(node);
  // Nor is a variable generic: `table[x.kind](y, z)`.
  if (direct && tree.child(call, Field.type_arguments) && file.member(direct.package, direct.name)?.kind === 'var')
    return null;
  if (direct) return { package: direct.package, receiver: null, name: direct.name };
  const kind = tree.kind(node);
  if (kind === Kind.identifier) {
    const found = file.resolve(node);
    return found.kind === 'universe' ? { package: '', receiver: null, name: found.name } : null;
  }
  return kind === Kind.selector_expression ? methodCalled(file, node) : null;
}

function methodCalled(file: GoFile, selector: NodeId): Callee | null {
  const { tree } = file;
  const name = tree.textOf(tree.child(selector, Field.field));
  const operand = tree.child(selector, Field.operand);
  const value = file.typeOf(operand);
  const type = value.kind === 'unknown' ? typeExpression(file, operand) : value;
  const member = type && findMember(file.index, type, name);
  // A method listed by an interface without a name has no owner to tell.
  if (!member?.method || (member.owner.name === '' && member.owner.package !== '')) return null;
  return { package: member.owner.package, receiver: member.owner.name, name };
}
