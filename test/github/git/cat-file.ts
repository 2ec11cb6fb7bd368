import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { GIT_ENV } from './run.ts';

export interface GitObject {
  id: string;
  type: 'blob' | 'tree' | 'commit' | 'tag';
  bytes: Buffer;
}

interface Waiting {
  resolve(object: GitObject | null): void;
  reject(error: Error): void;
}

/** Reads objects through one `git cat-file --batch`, started at the first read. */
export class CatFile {
  readonly #folder: string;
  readonly #waiting: Waiting[] = [];
  #git: ChildProcessWithoutNullStreams | null = null;
  #chunks: Buffer[] = [];
  #length = 0;
  /** Bytes that the answer under way needs before looking at it again makes sense. */
  #needed = 1;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param spec anything that names an object: `<sha>`, `<sha>:path` */
  read(spec: string): Promise<GitObject | null> {
    if (/[\n\0]/.test(spec)) return Promise.resolve(null);
    this.#git ??= this.#start();
    const { stdin } = this.#git;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      stdin.write(`${spec}\n`);
    });
  }

  close(): void {
    this.#git?.stdin.end();
    this.#git = null;
  }

  #start(): ChildProcessWithoutNullStreams {
    const git = spawn('git', ['--git-dir', this.#folder, 'cat-file', '--batch'], { env: GIT_ENV, stdio: 'pipe' });
    git.stdout.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      if (this.#length >= this.#needed) this.#answer();
    });
    git.once('close', () => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error('git cat-file ended'));
    });
    git.stdin.on('error', () => {});
    git.unref();
    return git;
  }

  #answer(): void {
    let rest = Buffer.concat(this.#chunks, this.#length);
    this.#needed = 1;
    while (rest.length > 0) {
      const end = rest.indexOf(10);
      if (end < 0) break;
      const [id = '', type, size] = rest.toString('latin1', 0, end).split(' ');
      const length = Number(size);
      const missing = size === undefined || !isType(type) || Number.isNaN(length);
      const whole = missing ? end + 1 : end + 1 + length + 1;
      if (rest.length < whole) {
        this.#needed = whole;
        break;
      }
      const bytes = missing ? null : Buffer.from(rest.subarray(end + 1, whole - 1));
      this.#waiting.shift()?.resolve(bytes === null || !isType(type) ? null : { id, type, bytes });
      rest = rest.subarray(whole);
    }
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
  }
}

function isType(type: string | undefined): type is GitObject['type'] {
  return type === 'blob' || type === 'tree' || type === 'commit' || type === 'tag';
}
