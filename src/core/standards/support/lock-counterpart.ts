import type { FunctionFact } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import type { LockCall } from './locks.ts';

/** Last names of the mutexes that one declaration locks and unlocks, by their calls' text. */
interface Touched {
  locked: Set<string>;
  unlocked: Set<string>;
}

const touching = new WeakMap<GoFile, ReadonlyMap<NodeId, Touched>>();

/**
 * Some function unlocks a mutex of this name without having locked it: a lock that is left held may be meant for it.
 * Looks at the package and at those that import it.
 */
export function hasCounterpart(file: GoFile, { path }: LockCall): boolean {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const embedded = !path.includes('.');
  for (const { locked, unlocked } of touchedIn(file).values())
    if ([...unlocked].some((other) => !locked.has(other) && (embedded || other === name))) return true;
  const own = file.package;
  const others = own ? [...own.files, ...file.index.importers(own.path)] : [];
  return others.some(
    (other) =>
      other.path !== file.path && other.mentions?.('nlock') !== false && other.facts.functions.some(releasesOnly),
  );
}

/** As far as facts tell: it calls an `Unlock` of something that it does not lock. */
function releasesOnly({ uses, effects }: FunctionFact): boolean {
  const unlocks = uses.some((use) => /\.R?Unlock$/.test(use));
  if (!unlocks) return false;
  if (!uses.some((use) => /\.R?Lock$/.test(use))) return true;
  return Object.values(effects ?? {}).some((all) =>
    all.some((effect) => /\.R?Unlock\(\)$/.test(effect) && !all.includes(effect.replace('Unlock', 'Lock'))),
  );
}

function touchedIn(file: GoFile): ReadonlyMap<NodeId, Touched> {
  let found = touching.get(file);
  if (found) return found;
  const { tree } = file;
  const all = new Map<NodeId, Touched>();
  for (let node = 1; node < tree.size; node++) {
    if (tree.kind(node) !== Kind.call_expression) continue;
    const match = /(\w+)(?:\.(?:RW)?Mutex)?\.R?(Lock|Unlock)$/.exec(tree.textOf(calleeOf(tree, node)));
    if (!match?.[1]) continue;
    const declaration = enclosingDeclaration(tree, node);
    const touched = all.get(declaration) ?? { locked: new Set(), unlocked: new Set() };
    (match[2] === 'Lock' ? touched.locked : touched.unlocked).add(match[1]);
    all.set(declaration, touched);
  }
  found = all;
  touching.set(file, found);
  return found;
}
