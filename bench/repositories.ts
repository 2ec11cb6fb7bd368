import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SHOP = fileURLToPath(new URL('../examples/shop', import.meta.url));
const MODULE = /^module (\S+)/m;
const CHANGED_FILES = 30;

/** What is measured: a directory to audit, a tenth of it, and a change to review, with one that came before it. */
export interface Subject {
  name: string;
  directory: string;
  /** Every tenth folder of the directory. */
  tenth: string;
  repo: string;
  /** A commit before base. */
  before: string;
  base: string;
  head: string;
}

export interface Size {
  files: number;
  megabytes: number;
}

/** Copies of the example shop, each a module of its own and no file the same as another. */
export function writeShops(directory: string, copies: number): void {
  const module = MODULE.exec(readFileSync(join(SHOP, 'go.mod'), 'utf8'))?.[1] ?? '';
  for (const path of globSync('**/{*.go,go.mod}', { cwd: SHOP })) {
    const text = readFileSync(join(SHOP, path), 'utf8');
    for (let copy = 0; copy < copies; copy++) {
      const to = join(directory, `shop${copy}`, path);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, `${text.replaceAll(module, `${module}${copy}`)}\n// Shop ${copy}.\n`);
    }
  }
}

/** A subject made of a plain directory: the change touches a function in every so many files. */
export function fromDirectory(name: string, directory: string, work: string): Subject {
  const repo = join(work, 'repo');
  cpSync(directory, repo, { recursive: true, filter: (path) => !/(^|\/)(\.git|node_modules)(\/|$)/.test(path) });
  const git = (...args: string[]) => gitIn(repo, args);
  git('init', '-q', '-b', 'main');
  const restored = addFunctions(repo, 1);
  git('add', '-A', '-f');
  git('commit', '-qm', 'before');
  restored();
  git('commit', '-qam', 'base');
  addFunctions(repo, 0);
  git('commit', '-qam', 'head');
  return { name, directory, tenth: tenthOf(directory, work), repo, before: 'main~2', base: 'main~1', head: 'main' };
}

/** Adds a function to every so many files, from the one at `offset` on. @returns what takes them away again */
function addFunctions(repo: string, offset: number): () => void {
  const paths = goFiles(repo).filter((path) => !path.endsWith('_test.go'));
  const texts = new Map<string, string>();
  for (let index = 0; index < CHANGED_FILES; index++) {
    const at = Math.floor((index * paths.length) / CHANGED_FILES) + offset;
    const path = join(repo, paths[at % paths.length] ?? '');
    const text = texts.get(path) ?? readFileSync(path, 'utf8');
    texts.set(path, text);
    writeFileSync(path, `${text}\nfunc added${index}(err error) bool {\n\treturn err == nil\n}\n`);
  }
  return () => {
    for (const [path, text] of texts) writeFileSync(path, text);
  };
}

/** A subject made of a range of a real repository: its base is what is audited. */
export function fromRange(name: string, repo: string, range: string, work: string): Subject {
  const [base = '', head = ''] = range.split('..');
  const directory = join(work, 'base');
  mkdirSync(directory);
  const archive = execFileSync('git', ['-C', repo, 'archive', base], { maxBuffer: 2 ** 31 - 1 });
  execFileSync('tar', ['-x', '-C', directory], { input: archive });
  return { name, directory, tenth: tenthOf(directory, work), repo, before: `${base}~1`, base, head };
}

export function sizeOf(directory: string): Size {
  const paths = goFiles(directory);
  const bytes = paths.reduce((sum, path) => sum + statSync(join(directory, path)).size, 0);
  return { files: paths.length, megabytes: bytes / 1e6 };
}

function tenthOf(directory: string, work: string): string {
  const tenth = join(work, 'tenth');
  const folders = [...Map.groupBy(goFiles(directory), dirname)];
  for (const [index, [, paths]] of folders.entries())
    if (index % 10 === 0) for (const path of paths) cpSync(join(directory, path), join(tenth, path));
  return tenth;
}

function goFiles(directory: string): string[] {
  return globSync('**/*.go', { cwd: directory }).sort();
}

function gitIn(repo: string, args: readonly string[]): void {
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', '-c', 'core.autocrlf=false'];
  execFileSync('git', ['-C', repo, ...identity, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}
