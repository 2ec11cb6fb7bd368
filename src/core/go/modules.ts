import { remembered } from './remember.ts';

/** A go.mod file: what import paths below its directory are called. */
export interface GoModule {
  /** Directory, slash-separated, empty for the root. */
  dir: string;
  path: string;
  /** `1.22` of the go directive; null when there is none (Go then assumes 1.16). */
  go: string | null;
  /** Local replacements: import path → directory. */
  replaced: Record<string, string>;
}

/** Reads what matters here of a go.mod file. Unknown lines are passed over, as newer Go may add some. */
export function parseGoMod(text: string, dir: string): GoModule {
  const module: GoModule = { dir, path: '', go: null, replaced: {} };
  let block = '';
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\/\/.*$/, '').trim();
    if (!line) continue;
    if (line === ')') {
      block = '';
      continue;
    }
    const opening = /^(\w+)\s*\($/.exec(line);
    if (opening) {
      block = opening[1] ?? '';
      continue;
    }
    const [verb, ...rest] = block ? [block, ...line.split(/\s+/)] : line.split(/\s+/);
    if (verb === 'module') module.path = unquote(rest[0] ?? '');
    if (verb === 'go') module.go = rest[0] ?? null;
    if (verb === 'replace') {
      const arrow = rest.indexOf('=>');
      const target = unquote(rest[arrow + 1] ?? '');
      if (arrow > 0 && /^\.{0,2}\//.test(target)) module.replaced[unquote(rest[0] ?? '')] = joinPath(dir, target);
    }
  }
  return module;
}

/** True when the module asks for at least this version of the language, `1.22` as [1, 22]. */
export function atLeast(module: GoModule | null, major: number, minor: number): boolean {
  const [have = 1, than = 16] = versionOf(module?.go ?? '1.16');
  return have > major || (have === major && than >= minor);
}

const versionOf = remembered((go: string) => go.split('.').map((part) => Number.parseInt(part, 10)));

function unquote(word: string): string {
  return word.replace(/^["`]|["`]$/g, '');
}

/** Slash-separated join that resolves `.` and `..`. */
export function joinPath(dir: string, relative: string): string {
  const parts = dir ? dir.split('/') : [];
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

export function dirOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}
