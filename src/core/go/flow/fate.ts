import type { Callee, GoFile } from '../file.ts';
import type { GoIndex } from '../index/go-index.ts';
import type { PackageFile } from '../index/source-package.ts';
import type { NodeId } from '../syntax/tree.ts';
import { isChainedWrapper, isConsumer } from './borrowers.ts';

/** What becomes of a value that is passed to a function. */
export type Fate =
  /** Given back there: one of the calls looked for is made on it. */
  | 'released'
  /** Stored, returned or captured: somebody else's from there on. */
  | 'kept'
  /** Only used: the caller still owns it. */
  | 'borrowed'
  | 'unknown';

const DEEPEST = 5;

/**
 * Fate of a call's argument (`index`, or `r` for the receiver) with functions of the repository followed. `releases`
 * are effects such as `.Close()` or `.Body.Close()`.
 */
export function fateOf(file: GoFile, call: NodeId, index: number | 'r', releases: ReadonlySet<string>): Fate {
  const callee = file.callee(call);
  return callee ? fateIn(file.index, callee, String(index), releases, DEEPEST) : 'unknown';
}

function fateIn(index: GoIndex, callee: Callee, slot: string, releases: ReadonlySet<string>, depth: number): Fate {
  if (isConsumer(callee) || isChainedWrapper(callee)) return 'borrowed';
  const found = index.declaredFunction(callee);
  if (!found || depth === 0) return 'unknown';
  const { fact, file } = found;
  // Bodies of generated code are not read.
  if (file.facts.generated) return 'unknown';
  if (slot !== 'r' && Number(slot) >= fact.parameters.length - 1 && fact.parameters.at(-1)?.type.startsWith('...'))
    return 'unknown';
  const effects = fact.effects?.[slot] ?? [];
  if (effects.some((effect) => releases.has(effect))) return 'released';
  let fate: Fate = 'borrowed';
  for (const effect of effects) {
    if (effect === '=') fate = worse(fate, 'kept');
    if (!effect.startsWith('>')) continue;
    // `logError(f.Close)`: what gives it back goes to somebody, to be called.
    const member = effect.slice(1, effect.indexOf('>', 1));
    if (member !== '' && releases.has(`${member}()`)) return 'released';
    const next = passedOn(index, file, effect);
    if (next === null) {
      fate = worse(fate, 'unknown');
      continue;
    }
    // A member handed on (`io.Copy(w, resp.Body)`) is used, unless it is what must be closed.
    const part = next.members === '' ? releases : new Set(['.Close()']);
    if (next.members !== '' && !releases.has(`${next.members}.Close()`)) continue;
    const there = fateIn(index, next.callee, next.slot, part, depth - 1);
    if (next.members !== '' && there !== 'released') continue;
    if (there === 'released') return 'released';
    fate = worse(fate, there);
  }
  return fate;
}

/**
 * All that a function of the repository, and those that it passes the value on to, do with a parameter (`0`, `1`, …, or
 * `r`): the effects that `fateOf` looks for among its releases, `=` where the value is kept, `?` where it goes out of sight.
 */
export function treatmentOf(index: GoIndex, callee: Callee, slot: string, depth = DEEPEST): ReadonlySet<string> {
  const done = new Set<string>();
  if (isConsumer(callee) || isChainedWrapper(callee)) return done;
  const found = index.declaredFunction(callee);
  if (!found || depth === 0 || found.file.facts.generated) return done.add('?');
  for (const effect of found.fact.effects?.[slot] ?? []) {
    if (!effect.startsWith('>')) {
      done.add(effect);
      continue;
    }
    const next = passedOn(index, found.file, effect);
    if (next === null) done.add('?');
    else if (isConsumer(next.callee)) done.add(`>${next.members}>${next.callee.name}`);
    else
      for (const inner of treatmentOf(index, next.callee, next.slot, depth - 1))
        if (next.members === '' || inner.startsWith('.')) done.add(next.members + inner);
  }
  return done;
}

function worse(a: Fate, b: Fate): Fate {
  const order: Fate[] = ['borrowed', 'kept', 'unknown', 'released'];
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

/** `>.Body>io.Copy#1` with its callee resolved as the file that holds it would; null where that takes more. */
function passedOn(
  index: GoIndex,
  file: PackageFile,
  effect: string,
): { members: string; callee: Callee; slot: string } | null {
  const match = /^>([^>]*)>(.*)#(\d+)$/s.exec(effect);
  const text = match?.[2] ?? '';
  const slot = match?.[3] ?? '';
  const members = match?.[1] ?? '';
  const [first = '', second, ...more] = text.split(/(?<!\(\))\./);
  if (more.length > 0 || !/^\w+$/.test(first)) return members === '' ? null : { members, callee: EMPTY, slot };
  const own = index.packageOf(file.path)?.path ?? '';
  if (second === undefined) return { members, callee: { package: own, receiver: null, name: first }, slot };
  const path = index.qualifier(file.facts, first);
  if (path === null) return members === '' ? null : { members, callee: EMPTY, slot };
  return { members, callee: { package: path, receiver: null, name: second }, slot };
}

const EMPTY: Callee = { package: '', receiver: null, name: '' };
