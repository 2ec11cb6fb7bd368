import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatFile, type GitObject } from './cat-file.ts';
import { type CommitRequest, importCommit } from './import.ts';
import { feed, run } from './run.ts';

export interface CommitInfo {
  sha: string;
  tree: string;
  parents: string[];
  message: string;
  author: { name: string; email: string; date: Date };
}

export interface TreeRow {
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  size: number | null;
  path: string;
}

/** A bare git repository, made in a temporary folder. */
export class ObjectStore {
  readonly folder: string;
  readonly #cat: CatFile;
  readonly #memo = new Map<string, Promise<unknown>>();

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'github-'));
    // What `git init --bare` makes, without a process.
    mkdirSync(join(this.folder, 'objects/pack'), { recursive: true });
    mkdirSync(join(this.folder, 'refs/heads'), { recursive: true });
    writeFileSync(join(this.folder, 'HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(join(this.folder, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n');
    this.#cat = new CatFile(this.folder);
  }

  git(...args: string[]): Promise<Buffer> {
    return run(this.folder, args);
  }

  feed(input: Uint8Array, ...args: string[]): Promise<Buffer> {
    return feed(this.folder, args, input);
  }

  /** What depends on commits alone never changes: it is computed once. */
  once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.#memo.get(key);
    // The key names the maker, and with it the type.
    if (known !== undefined) return known as Promise<T>;
    const made = make();
    this.#memo.set(key, made);
    made.catch(() => this.#memo.delete(key));
    return made;
  }

  object(spec: string): Promise<GitObject | null> {
    return this.#cat.read(spec);
  }

  commit(request: CommitRequest): Promise<string> {
    return importCommit(this.folder, request);
  }

  /** Null for what is no commit of this network. */
  async commitInfo(sha: string): Promise<CommitInfo | null> {
    const object = await this.object(`${sha}^{commit}`);
    if (object === null) return null;
    const text = object.bytes.toString();
    const [head = '', message = ''] = split(text, '\n\n');
    const author = /^author (.*) <(.*)> (\d+) [+-]\d{4}$/m.exec(head);
    return {
      sha: object.id,
      tree: /^tree (\w+)$/m.exec(head)?.[1] ?? '',
      parents: [...head.matchAll(/^parent (\w+)$/gm)].map((match) => match[1] ?? ''),
      message: message.replace(/\n$/, ''),
      author: {
        name: author?.[1] ?? '',
        email: author?.[2] ?? '',
        date: new Date(Number(author?.[3] ?? 0) * 1000),
      },
    };
  }

  /** Null when the two have no common history. */
  mergeBase(a: string, b: string): Promise<string | null> {
    if (a === b) return Promise.resolve(a);
    return this.once(`merge-base ${a} ${b}`, () =>
      this.git('merge-base', a, b).then(
        (output) => output.toString().trim(),
        () => null,
      ),
    );
  }

  /** Commits that `to` has and `from` has not, oldest first. */
  commitsBetween(from: string, to: string): Promise<string[]> {
    return this.once(`rev-list ${from} ${to}`, async () => {
      const output = await this.git('rev-list', '--reverse', '--topo-order', `${from}..${to}`);
      return output.toString().split('\n').filter(Boolean);
    });
  }

  /** The tree of a commit or tree; null when there is no such object. */
  async tree(spec: string, recursive: boolean): Promise<{ sha: string; rows: TreeRow[] } | null> {
    // Behind a colon git would take the suffix for a part of the path.
    const object = await this.object(spec.includes(':') ? spec : `${spec}^{tree}`);
    if (object?.type !== 'tree') return null;
    const { id } = object;
    const rows = await this.once(`tree ${id} ${recursive}`, async () => {
      const output = await this.git('ls-tree', ...(recursive ? ['-r', '-t'] : []), '-z', '-l', '--full-tree', id);
      return output.toString().split('\0').filter(Boolean).map(treeRow);
    });
    return { sha: id, rows };
  }

  /** As `git archive` packs it: the attributes export-ignore and export-subst of the commit hold. */
  archive(sha: string, prefix: string): Promise<Buffer> {
    return this.once(`archive ${sha} ${prefix}`, () =>
      this.git('-c', 'tar.tar.gz.command=gzip -1 -n', 'archive', '--format=tar.gz', `--prefix=${prefix}`, sha),
    );
  }

  close(): void {
    this.#cat.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function treeRow(line: string): TreeRow {
  const tab = line.indexOf('\t');
  const [mode = '', type = '', sha = '', size = '-'] = line.slice(0, tab).split(/ +/);
  return {
    mode,
    type: type === 'tree' || type === 'commit' ? type : 'blob',
    sha,
    size: size === '-' ? null : Number(size),
    path: line.slice(tab + 1),
  };
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
