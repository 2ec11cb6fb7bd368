import type { Snapshot } from '../change/snapshot.ts';
import { moduleLines } from './module-lines.ts';
import { dirOf, joinPath } from './modules.ts';
import { outsideReason } from './scope.ts';

/** A `replace` that sends a module to a directory. */
export interface LocalReplacement {
  /** Import path of the module. */
  from: string;
  /** The directory, as it is written. */
  to: string;
  line: number;
  /** What stands there: another module of the tree, with or without a go.work that lists both, or nothing. */
  target: 'workspace' | 'module' | 'missing' | 'outside' | 'unknown';
  /** The directory within the tree; null when it lies outside. */
  dir: string | null;
}

/** Texts of a snapshot's go.mod and go.work files by path, where they could be read. */
export type ModuleTexts = ReadonlyMap<string, string>;

/** The path below the root; null when it leads out of the tree. */
function within(dir: string, relative: string): string | null {
  if (relative.startsWith('/')) return null;
  let depth = dir === '' ? 0 : dir.split('/').length;
  for (const part of relative.split('/')) {
    if (part === '..') depth--;
    else if (part !== '.' && part !== '') depth++;
    if (depth < 0) return null;
  }
  return joinPath(dir, relative);
}

/** What stands where the go.mod at `path` sends a module `to`. */
export function targetOf(
  path: string,
  to: string,
  texts: ModuleTexts,
  entries: Snapshot['entries'],
): Pick<LocalReplacement, 'target' | 'dir'> {
  const own = dirOf(path);
  const dir = within(own, to);
  if (dir === null) return { dir, target: 'outside' };
  if (entries.has(dir === '' ? 'go.mod' : `${dir}/go.mod`))
    return { dir, target: isInWorkspace([own, dir], texts) ? 'workspace' : 'module' };
  // A submodule or what a build puts there is not in the listing.
  const listed = !entries.has('.gitmodules') && !outsideReason(`${dir}/`);
  return { dir, target: listed ? 'missing' : 'unknown' };
}

/** A go.work above all of the directories lists them. */
function isInWorkspace(dirs: readonly string[], texts: ModuleTexts): boolean {
  return [...texts].some(([path, text]) => {
    if (!/(?:^|\/)go\.work$/.test(path)) return false;
    const used = [...moduleLines(text)].flatMap(({ verb, words }) =>
      verb === 'use' && words[0] ? [joinPath(dirOf(path), words[0])] : [],
    );
    return dirs.every((dir) => used.includes(dir));
  });
}
