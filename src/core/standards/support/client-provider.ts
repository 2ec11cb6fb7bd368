import type { Evidence } from '../../findings/finding.ts';
import type { Callee, GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { isClient, isSharedClient } from './closables.ts';
import { libraryPath } from './messages.ts';

/** How a call comes to a client of its own. */
export interface MadeClient {
  /** `grpc.NewClient` */
  by: string;
  /** Where a function of the repository that is called makes it; null where the call itself does. */
  at: Evidence | null;
}

/** Kept for those who ask again: a package variable, or something that runs once. */
const KEEPS = /^(?:sync\.(?:Once\w*|Mutex|RWMutex)|once\w*|\.Do|\.LoadOrStore)$/i;

/** The client that a call makes anew, itself or by a function of the repository that does nothing else; else null. */
export function clientMadeBy(file: GoFile, call: NodeId): MadeClient | null {
  if (isSharedClient(file, call)) return { by: file.tree.textOf(call).replace(/\(.*$/s, ''), at: null };
  const callee = file.callee(call);
  const made = callee?.receiver === null ? makerIn(file, callee) : null;
  return made && made.at?.path !== file.path ? made : null;
}

function makerIn({ index }: GoFile, callee: Callee): MadeClient | null {
  const declared = index.declaredFunction(callee);
  const own = index.sourcePackage(callee.package);
  if (!declared || !own || declared.file.facts.package === 'main') return null;
  const { fact, file } = declared;
  // A variable of its package that it writes is where the next caller finds the client.
  if (fact.uses.some((use) => KEEPS.test(use) || own.member(use)?.kind === 'var')) return null;
  for (const use of fact.uses) {
    const [first = '', name] = use.split('.');
    const path = name === undefined || first === '' ? null : index.qualifier(file.facts, first);
    if (path === null || name === undefined || /^(?:net|crypto\/tls)$/.test(path)) continue;
    if (isClient({ package: libraryPath(path), receiver: null, name }))
      return { by: use, at: { path: file.path, line: fact.line, text: fact.name } };
  }
  return null;
}
