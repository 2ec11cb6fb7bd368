import nock from 'nock';
import { blobId } from '../../../src/edge/fetch/blob-id.ts';
import { batchParser } from '../../../src/edge/fetch/git/batch-parser.ts';
import type { GitSandbox } from '../../core/change/git-sandbox.ts';

export const API = 'https://api.github.com';

type Answer = [status: number, body: string | Buffer | object, headers?: Record<string, string>];

export interface ServedPull {
  sandbox: GitSandbox;
  base: string;
  head: string;
  /** Full names. */
  repo?: string;
  headRepo?: string | null;
  api?: string;
  /** Answers instead of the repository; undefined lets it answer. */
  override?: (path: string) => Answer | undefined;
}

/** GitHub's read API over a real repository. Gives the requests made, path and query, in order. */
export function servePull(served: ServedPull): { requests: string[]; tokens: Set<string> } {
  const requests: string[] = [];
  const tokens = new Set<string>();
  const api = new URL(served.api ?? API);
  const content = { files: once(() => pullFiles(served)), blobs: once(() => blobsOf(served.sandbox)) };
  nock(api.origin)
    .persist()
    .get(/^\//)
    .reply((request: Request) => {
      const { pathname, search } = new URL(request.url);
      const path = pathname.slice(api.pathname === '/' ? 0 : api.pathname.length) + search;
      requests.push(decodeURIComponent(path));
      tokens.add(request.headers.get('authorization') ?? 'none');
      return served.override?.(path) ?? route(served, content, path);
    });
  nock('https://codeload.github.com')
    .persist()
    .get(/^\//)
    .reply((request: Request): Answer => {
      const { pathname } = new URL(request.url);
      requests.push(`codeload ${pathname}`);
      if (request.headers.has('authorization')) return [400, 'the token went to another host'];
      const args = ['archive', '--format=tar.gz', '--prefix=acme-shop-1/', pathname.slice(1)];
      return [200, served.sandbox.gitBytes(...args), { 'content-type': 'application/x-gzip' }];
    });
  return { requests, tokens };
}

interface Content {
  files(): object[];
  blobs(): Map<string, Buffer>;
}

function route(served: ServedPull, content: Content, path: string): Answer {
  const { sandbox } = served;
  const [where = '', query = ''] = decodeURIComponent(path).split('?');
  const [, , owner, repo, ...rest] = where.split('/');
  const name = served.repo ?? 'acme/shop';
  const known = [name, served.headRepo ?? name].includes(`${owner}/${repo}`);
  const [kind, id = '', more] = rest;
  if (!known) return [404, { message: 'Not Found' }];
  if (kind === 'pulls' && more === 'files') return [200, pageOf(content.files(), query)];
  if (kind === 'pulls') return [200, pullOf(served, name)];
  if (kind === 'compare') return [200, { merge_base_commit: { sha: mergeBase(served) } }];
  if (kind === 'tarball') return [302, '', { location: `https://codeload.github.com/${id}` }];
  if (kind === 'git' && id === 'trees') return [200, treeOf(sandbox, more ?? '', query.includes('recursive=1'))];
  if (kind === 'git' && id === 'blobs') {
    const bytes = content.blobs().get(more ?? '');
    if (bytes !== undefined) return [200, { encoding: 'base64', content: wrapped(bytes) }];
  }
  return [404, { message: 'Not Found' }];
}

function pullOf(served: ServedPull, name: string): object {
  const repoOf = (full: string) => {
    const [login, repo] = full.split('/');
    return { name: repo, owner: { login } };
  };
  const fork = served.headRepo === undefined ? name : served.headRepo;
  return {
    title: 'A title',
    body: null,
    changed_files: 1,
    base: { sha: served.base, repo: repoOf(name) },
    head: { sha: served.head, repo: fork === null ? null : repoOf(fork) },
  };
}

function mergeBase({ sandbox, base, head }: ServedPull): string {
  return sandbox.git('merge-base', base, head).trim();
}

/** What GitHub lists: one row a file, with the hunks of git's own diff. */
function pullFiles(served: ServedPull): object[] {
  const { sandbox, head } = served;
  const base = mergeBase(served);
  const patches = sandbox
    .git('-c', 'core.quotepath=false', 'diff', '-M', base, head)
    .split(/^diff --git /m)
    .slice(1);
  const raw = sandbox.git('diff', '--raw', '-M', '-z', '--no-abbrev', base, head).split('\0');
  const rows: object[] = [];
  for (let at = 0; at + 1 < raw.length; ) {
    const [, , oldId, newId, letter = ''] = (raw[at] ?? '').split(' ');
    const moved = /^[RC]/.test(letter);
    const filename = raw[at + (moved ? 2 : 1)] ?? '';
    const patch = /^@@[\s\S]*/m.exec(patches[rows.length] ?? '')?.[0]?.replace(/\n$/, '');
    const count = (marker: string) => patch?.split('\n').filter((line) => line.startsWith(marker)).length ?? 0;
    rows.push({
      filename,
      status: { A: 'added', D: 'removed', R: 'renamed', C: 'copied' }[letter[0] ?? ''] ?? 'modified',
      sha: letter === 'D' ? oldId : newId,
      additions: count('+'),
      deletions: count('-'),
      ...(moved ? { previous_filename: raw[at + 1] } : {}),
      ...(patch === undefined ? {} : { patch }),
    });
    at += moved ? 3 : 2;
  }
  return rows;
}

function pageOf(rows: object[], query: string): object[] {
  const page = Number(new URLSearchParams(query).get('page'));
  return rows.slice((page - 1) * 100, page * 100);
}

function treeOf(sandbox: GitSandbox, id: string, recursive: boolean): object {
  const args = recursive ? ['-r', '-t'] : [];
  const tree = sandbox
    .git('ls-tree', ...args, '-z', '-l', id)
    .split('\0')
    .filter((row) => row !== '')
    .map((row) => {
      const [mode, type, sha, size] = row.slice(0, row.indexOf('\t')).split(/ +/);
      return {
        path: row.slice(row.indexOf('\t') + 1),
        mode,
        type,
        sha,
        ...(size === '-' ? {} : { size: Number(size) }),
      };
    });
  return { sha: id, truncated: false, tree };
}

/** Every blob of the repository, through one process. */
function blobsOf(sandbox: GitSandbox): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  const feed = batchParser(Number.POSITIVE_INFINITY, ({ type, bytes }) => {
    if (type === 'blob' && bytes !== null) found.set(blobId(bytes), Buffer.from(bytes));
  });
  feed(sandbox.gitBytes('cat-file', '--batch', '--batch-all-objects'));
  return found;
}

/** Base64 in lines of 60, as GitHub gives it. */
function wrapped(bytes: Buffer): string {
  return bytes.toString('base64').replace(/(.{60})/g, '$1\n');
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
