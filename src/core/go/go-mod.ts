import type { Snapshot } from '../change/snapshot.ts';
import { commentDirectives } from './directives.ts';
import type { Directive } from './facts.ts';
import { localReplacement, moduleLines } from './module-lines.ts';
import { type LocalReplacement, type ModuleTexts, targetOf } from './replacements.ts';

/** A go.mod file within its snapshot: what standards on modules look at. */
export interface GoModFile {
  path: string;
  lines: readonly string[];
  /** Required versions by module. */
  required: ReadonlyMap<string, string>;
  replacements: readonly LocalReplacement[];
  /** Ignore comments. */
  directives: readonly Directive[];
}

export function isModuleFile(path: string): boolean {
  return /(?:^|\/)go\.(?:mod|work)$/.test(path);
}

export function readGoMod(path: string, texts: ModuleTexts, entries: Snapshot['entries']): GoModFile {
  const text = texts.get(path) ?? '';
  const directives = [...moduleLines(text)];
  const required = directives.flatMap(({ verb, words: [module, version] }) =>
    verb === 'require' && module && version ? [[module, version] as const] : [],
  );
  const replacements = directives.flatMap(({ verb, words, line }) => {
    const replaced = verb === 'replace' ? localReplacement(words) : null;
    return replaced ? [{ ...replaced, line, ...targetOf(path, replaced.to, texts, entries) }] : [];
  });
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  return { path, lines, required: new Map(required), replacements, directives: commentDirectives(lines, '//') };
}
