import type { GoFile } from '../../go/file.ts';
import { dirOf } from '../../go/modules.ts';
import { rememberedWith } from '../../go/remember.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { type Declaration, declarationsOf } from '../../services/reach/declarations.ts';
import { type Reached, reachableFrom } from '../../services/reach/reachable.ts';
import { mainsWith, worksOn } from './program.ts';
import { isUsedSomewhere } from './used-somewhere.ts';

/** More programs than these are not walked for one place. */
const MOST = 30;

/**
 * Where code that the place belongs to runs without a use, `.SetMaxOpenConns`: directories of programs that go on
 * working, reach the place and not the use. Empty where all that reach it have it; `['']` where nothing of the repository
 * has it, or no program is seen and so none can.
 */
export function programsWithout(file: GoFile, node: NodeId, use: string): readonly string[] {
  const { index, package: own } = file;
  if (!isUsedSomewhere(index, use)) return [''];
  const mains = own === null ? [] : mainsWith(own, index);
  if (own === null || mains.length > MOST) return [];
  const line = file.tree.line(node);
  const { byName, methods, initial } = declarationsOf(own);
  const around = [...byName.values(), ...methods.values(), initial]
    .flat()
    .find((one) => one.file.path === file.path && holds(one, line));
  if (!around) return [];
  return mains.flatMap((main) => {
    const dir = dirOf(main.files[0]?.path ?? '');
    const reached = reachableFrom(index, dir);
    return worksOn(main, index) && reached.has(around) && !has(reached, use) ? [dir || '.'] : [];
  });
}

function holds({ is, fact }: Declaration, line: number): boolean {
  return fact.line <= line && line <= (is === 'value' ? fact.line : fact.endLine);
}

const has = rememberedWith((reached: Reached, use: string): boolean =>
  [...reached].some(({ fact }) => fact.uses.includes(use)),
);
