import { localReplacement, moduleLines } from './module-lines.ts';
import { remembered } from './remember.ts';

/** A go.mod file: what import paths below its directory are called. */
export interface GoModule {
  /** Directory, slash-separated, empty for the root. */
  dir: string;
  path: string;
  /** `1.22` of the go directive; null when there is none (Go then assumes 1.16). */
  go: string | null;
  /** Where that stands, as written. */
  goAt?: { line: number; text: string };
  /** Local replacements: import path → directory. */
  replaced: Record<string, string>;
}

/** Reads what matters here of a go.mod file. Unknown lines are passed over, as newer Go may add some. */
export function parseGoMod(text: string, dir: string): GoModule {
  const module: GoModule = { dir, path: '', go: null, replaced: {} };
  for (const { verb, words, line } of moduleLines(text)) {
    if (verb === 'module') module.path = words[0] ?? '';
    if (verb === 'go') {
      module.go = words[0] ?? null;
      module.goAt = { line, text: `go ${module.go}` };
    }
    const replaced = verb === 'replace' ? localReplacement(words) : null;
    if (replaced) module.replaced[replaced.from] = joinPath(dir, replaced.to);
  }
  return module;
}

/** True when the module asks for at least this version of the language, `1.22` as [1, 22]. */
export function atLeast(module: GoModule | null, major: number, minor: number): boolean {
  const [have = 1, than = 16] = versionOf(module?.go ?? '1.16');
  return have > major || (have === major && than >= minor);
}

const versionOf = remembered((go: string) => go.split('.').map((part) => Number.parseInt(part, 10)));

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
