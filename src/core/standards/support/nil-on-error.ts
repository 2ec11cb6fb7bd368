import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { isInfallible } from './infallible.ts';

/**
 * The result is nil when the call fails: a function of the repository is seen to do so, those of the standard library
 * do by its conventions. Other libraries may give a value as well, as clients do that describe the failure in it.
 */
const OUTWARD = /^(?:os|io\/fs|net|net\/(?!textproto).+|database\/sql|crypto\/.+|(?:text|html)\/template|time)$/;

export function isNilOnError(file: GoFile, call: NodeId, position: number): boolean {
  const callee = file.callee(call);
  if (callee === null) return false;
  // It fails where a driver is not linked in, and asks no server.
  if (callee.package === 'database/sql' && callee.name === 'Open') return false;
  if (OUTWARD.test(callee.package)) return callee.package !== 'crypto/rand' && !isInfallible(file, call);
  return file.index.functionFact(callee)?.nils?.includes(position) ?? false;
}
