import { type Dirent, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import type { EntryKind } from '../../../core/change/change.ts';
import { decodePath } from '../../../core/change/path-name.ts';
import { InputError } from '../../../core/errors.ts';
import { inOrder } from '../in-order.ts';
import { MAX_BLOB_BYTES, tooLarge } from '../limits.ts';

/** Folders that hold no sources of the repository, at any depth. */
const SKIPPED = new Set(['.git', 'node_modules']);

/** Open files at a time: more does not help, as reads go through four threads. */
export const OPEN_FILES = 16;

/** In bytes. */
const SMALL_FILE = 1024 * 1024;

/** A file on disk. Names on disk are bytes, so the place is kept as bytes. */
export interface DiskFile {
  /** Slash-separated, relative to the root. */
  path: string;
  place: Buffer;
}

/** What a file holds. A symlink's content is its target, as git has it. */
export interface DiskContent {
  kind: EntryKind;
  bytes: Uint8Array;
}

/**
 * Lists regular files and symlinks below a folder. Symlinks are not followed, so no loop is entered and nothing
 * outside is reached; pipes, sockets and devices are left out, as git leaves them out.
 *
 * @throws InputError when the folder itself cannot be read
 */
export async function* walk(root: string, wanted: (path: string) => boolean): AsyncGenerator<DiskFile> {
  let folders: DiskFile[] = [{ path: '', place: Buffer.from(root) }];
  while (folders.length > 0) {
    const deeper: DiskFile[] = [];
    for await (const { folder, entries } of inOrder(folders, OPEN_FILES, list)) {
      for (const entry of entries) {
        const name = decodePath(entry.name);
        const path = folder.path === '' ? name : `${folder.path}/${name}`;
        const file = { path, place: Buffer.concat([folder.place, Buffer.from('/'), entry.name]) };
        if (SKIPPED.has(name)) continue;
        if (entry.isDirectory()) deeper.push(file);
        else if ((entry.isFile() || entry.isSymbolicLink()) && wanted(path)) yield file;
      }
    }
    folders = deeper;
  }
}

/**
 * Looks one path up, symlinked folders not followed. Null when there is no file or symlink there, and for a path that
 * would leave the root.
 */
export async function findFile(root: string, path: string): Promise<DiskFile | null> {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0'))) return null;
  let place = Buffer.from(root);
  for (const [index, part] of parts.entries()) {
    place = Buffer.concat([place, Buffer.from(`/${part}`)]);
    const stats = await lstat(place).catch(() => null);
    const last = index === parts.length - 1;
    const fits = last ? stats?.isFile() || stats?.isSymbolicLink() : stats?.isDirectory();
    if (!fits) return null;
  }
  return { path, place };
}

/**
 * Reads a file as it is now. Small files are read synchronously: through the thread pool they take seven times longer,
 * and an audit reads every file once for its id.
 *
 * @throws Error when it cannot be read, or is too large, or is no file any more
 */
export async function readContent(file: DiskFile): Promise<DiskContent> {
  const stats = lstatSync(file.place);
  if (stats.isSymbolicLink()) {
    return { kind: 'symlink', bytes: readlinkSync(file.place, { encoding: 'buffer' }) };
  }
  if (!stats.isFile()) throw new Error('not a file any more');
  if (stats.size > MAX_BLOB_BYTES) throw new Error(tooLarge(stats.size, MAX_BLOB_BYTES));
  const bytes = stats.size > SMALL_FILE ? await readFile(file.place) : readFileSync(file.place);
  return { kind: (stats.mode & 0o100) === 0 ? 'file' : 'executable', bytes };
}

async function list(folder: DiskFile): Promise<{ folder: DiskFile; entries: Dirent<Buffer>[] }> {
  try {
    return { folder, entries: await readdir(folder.place, { withFileTypes: true, encoding: 'buffer' }) };
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new InputError(`${decodePath(folder.place)}: cannot be listed (${reason}): give a readable directory`);
  }
}
