import type { GoFile } from '../../go/file.ts';
import { isExported } from '../../go/names.ts';
import { isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { typeInfo } from '../../go/types/members.ts';
import { deref } from '../../go/types/type.ts';
import { lastValue, rangedOver } from './values.ts';

/**
 * The value was put there by the same package, which may keep its types apart in ways that one function does not show:
 * a field of its own, a result of its own function, or a part that is wired in at start and asked for an interface.
 */
export function isOwnAffair(file: GoFile, assertion: NodeId): boolean {
  const { tree, bindings } = file;
  const operand = unparenthesized(tree, tree.child(assertion, Field.operand));
  if (tree.kind(operand) === Kind.selector_expression) {
    const owner = deref(file.typeOf(tree.child(operand, Field.operand)));
    const field = tree.textOf(tree.child(operand, Field.field));
    return owner.kind === 'named' && owner.package === file.package?.path && !isExported(field);
  }
  if (tree.kind(operand) !== Kind.identifier) return false;
  const source = rangedOver(file, operand) || operand;
  const origin = lastValue(file, source);
  if (isCall(tree, origin)) return file.callee(origin)?.package === file.package?.path;
  const declaration = tree.parent(bindings[operand] || NONE);
  const wanted = typeInfo(file.index, file.typeAt(tree.child(assertion, Field.type)));
  return (
    tree.kind(declaration) === Kind.parameter_declaration &&
    wanted?.underlying.kind === 'interface' &&
    /^(?:any|interface\s*\{\s*\})$/.test(tree.textOf(tree.child(declaration, Field.type)))
  );
}
