import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { isInfallible } from './infallible.ts';

/** Libraries that return a value beside the error, and readers that never fail. */
const KEEPS_VALUE = /^(?:gorm\.io\/|crypto\/rand$|math\/)/;

/** The result is nil when the call fails: a function of the repository is seen to do so, those of libraries do by convention. */
export function isNilOnError(file: GoFile, call: NodeId, position: number): boolean {
  const callee = file.callee(call);
  if (callee === null) return false;
  if (!file.index.sourcePackage(callee.package)) return !isInfallible(file, call) && !KEEPS_VALUE.test(callee.package);
  return file.index.functionFact(callee)?.nils?.includes(position) ?? false;
}
