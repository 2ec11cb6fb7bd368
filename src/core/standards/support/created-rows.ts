import type { GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref, type Type } from '../../go/types/type.ts';
import { callBehind } from './behind.ts';
import { declarationCalled } from './declarations.ts';

/** A function of the repository that creates rows, each time new ones. */
export function created(file: GoFile, call: NodeId): string | null {
  const callee = file.callee(call);
  if (!callee || REPLACES.test(callee.name) || declarationCalled(file, call) !== NONE) return null;
  const found = callBehind(file.index, callee, {
    wants: creates,
    passesBy: ({ name, uses }) => REPLACES.test(name) || uses.some((use) => GUARDS.test(use)),
  });
  return found && `the row (\`${[...found.way, found.method].join('` → `')}\`)`;
}

const REPLACES = /upsert|save|ensure|OrCreate|register|replace|lock|lease|merge|sync/i;
const GUARDS = /OnConflict|Transaction|Begin|FirstOrCreate|RunInTx|WithTx|[iI]dempot/;

function creates(_: GoIndex, type: Type, name: string): boolean {
  const base = deref(type);
  if (base.kind !== 'named') return false;
  if (base.package === 'gorm.io/gorm' && base.name === 'DB') return /^Create(?:InBatches)?$/.test(name);
  return base.name === 'Collection' && /\/mongo$/.test(base.package) && /^Insert(?:One|Many)$/.test(name);
}
