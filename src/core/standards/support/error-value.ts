import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { isNamed } from '../../go/types/type.ts';

/** The expression's static type is `error`, or one that is known to implement it. */
export function isErrorValue(file: GoFile, expression: NodeId): boolean {
  if (file.isError(expression)) return true;
  const type = file.typeOf(expression);
  const member = findMember(file.index, type, 'Error');
  if (!member?.method || member.type.kind !== 'func' || member.owner.package === '') return false;
  const { parameters, results } = member.type;
  if (parameters.length > 0 || results.length !== 1 || !results[0] || !isNamed(results[0], '', 'string')) return false;
  // A method of the pointer is none of the value.
  const method = file.index.package(member.owner.package)?.type(member.owner.name)?.method('Error');
  return type.kind === 'pointer' || method?.pointer === false;
}
