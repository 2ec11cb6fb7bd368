import type { Change, ChangedFile } from '../../core/change/change.ts';
import { HunkMismatchError } from '../../core/change/errors.ts';
import { parseUnified } from '../../core/change/parse-unified.ts';
import type { BlobReader, PullRequest, Snapshot, TreeEntry } from '../../core/change/snapshot.ts';
import { InputError } from '../../core/errors.ts';
import { carryOver, type Held, type Patched } from './directory/patched.ts';
import { type DiskContent, findFile, OPEN_FILES, readContent } from './directory/walk.ts';
import { inOrder } from './in-order.ts';
import { openDirectory } from './open-directory.ts';

export interface DirectoryDiffOptions {
  /** Holds the base or the head of the diff; which one is found out. Needs no git. */
  directory: string;
  /** Unified diff. Give the file's bytes: a text has lost what was not UTF-8, and files with such lines do not fit. */
  diff: string | Uint8Array;
  /** Files to list in the snapshots; all when absent. The diff's own files are read in any case. */
  wanted?: ((path: string) => boolean) | undefined;
}

/**
 * Opens a directory and a diff as a pull request. The version that the directory does not hold is made in memory:
 * forward when it holds the base, backward when it holds the head. Where nothing tells (a diff of renames to be, or
 * an empty one), it is taken for the head.
 *
 * @throws DiffError for a malformed diff, InputError when the directory holds neither version, with the first file
 *   and line that do not match
 */
export async function openDirectoryDiff(options: DirectoryDiffOptions): Promise<PullRequest> {
  const bytes = typeof options.diff === 'string' ? Buffer.from(options.diff) : Buffer.from(options.diff);
  const parsed = parseUnified(bytes.toString('utf8'));
  // The same diff with bytes for characters: what is applied to files must not lose any.
  const exact = parseUnified(bytes.toString('latin1')).files;
  refuseOutside(parsed.files);
  const listed = await openDirectory(options);
  const disk = await readChanged(options.directory, parsed.files);
  const files = parsed.files.map((file, index) => ({ ...file, hunks: exact[index]?.hunks ?? file.hunks }));
  const { held, patched } = detect(options.directory, files, (path) => disk.get(path) ?? null);
  const other: Snapshot = {
    commit: held === 'base' ? 'head' : 'base',
    entries: otherEntries(listed.snapshot.entries, patched, options.wanted),
  };
  const [base, head] = held === 'base' ? [listed.snapshot, other] : [other, listed.snapshot];
  const change: Change = {
    base: base.commit,
    head: head.commit,
    title: parsed.title,
    body: parsed.body,
    files: parsed.files.map((file, index) => withIds(file, held, patched[index])),
  };
  return { change, base, head, blobs: withMemory(patched, listed.blobs), close: () => listed.close() };
}

/** Paths come from the diff's author: none may point out of the directory. */
function refuseOutside(files: readonly ChangedFile[]): void {
  for (const path of files.flatMap((file) => [file.path, file.basePath ?? file.path])) {
    if (/^(\/|[A-Za-z]:[\\/])|(^|\/)\.\.(\/|$)/.test(path)) {
      throw new InputError(`${path}: the diff names a path outside of the directory`);
    }
  }
}

/** Contents of the diff's files on disk, under either of their names. */
async function readChanged(root: string, files: readonly ChangedFile[]): Promise<Map<string, DiskContent>> {
  const contents = new Map<string, DiskContent>();
  const paths = new Set(files.flatMap((file) => [file.path, file.basePath ?? file.path]));
  const read = async (path: string): Promise<DiskContent | null> => {
    const found = await findFile(root, path);
    return found === null ? null : readContent(found).catch((error: Error) => unreadable(path, error));
  };
  for await (const { path, content } of inOrder(paths, OPEN_FILES, async (path) => ({
    path,
    content: await read(path),
  }))) {
    if (content !== null) contents.set(path, content);
  }
  return contents;
}

function unreadable(path: string, error: Error): never {
  throw new InputError(`${path}: cannot be read (${error.message})`);
}

/** Tries both directions; of two that do not fit, the one that went further explains why. */
function detect(
  directory: string,
  files: readonly ChangedFile[],
  disk: (path: string) => DiskContent | null,
): { held: Held; patched: Patched[] } {
  const [head, base] = (['head', 'base'] as const).map((held) => attempt(files, held, disk));
  for (const tried of [head, base]) if (tried !== undefined && tried.problem === null) return tried;
  const best = (base?.fitting ?? 0) >= (head?.fitting ?? 0) ? base : head;
  throw new InputError(
    `${directory} holds neither the base nor the head of the diff: as ${best?.held}, ${best?.problem}`,
  );
}

function attempt(files: readonly ChangedFile[], held: Held, disk: (path: string) => DiskContent | null) {
  const patched: Patched[] = [];
  let problem: string | null = null;
  for (const file of files) {
    try {
      patched.push(carryOver(file, held, disk));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problem ??= readable(error).message;
    }
  }
  return { held, patched, problem, fitting: patched.length };
}

/** The lines were compared as bytes: they are shown as the text they are. */
function readable(error: InputError): InputError {
  if (!(error instanceof HunkMismatchError)) return error;
  const text = (line: string | null) => (line === null ? null : Buffer.from(line, 'latin1').toString('utf8'));
  return new HunkMismatchError(error.path, error.line, text(error.expected), text(error.found));
}

function otherEntries(
  entries: ReadonlyMap<string, TreeEntry>,
  patched: readonly Patched[],
  wanted: (path: string) => boolean = () => true,
): Map<string, TreeEntry> {
  const other = new Map(entries);
  // A copy leaves its source where it is.
  for (const { file, here } of patched) if (here !== null && here.path !== copySource(file)) other.delete(here.path);
  for (const { there } of patched) {
    if (there === null || !wanted(there.path)) continue;
    other.set(there.path, { blob: there.blob, kind: there.kind, size: there.bytes?.length ?? null });
  }
  return other;
}

function copySource(file: ChangedFile): string | null {
  return file.status === 'copied' ? file.basePath : null;
}

function withIds(file: ChangedFile, held: Held, patched: Patched | undefined): ChangedFile {
  const [here, there] = [patched?.here?.blob ?? null, patched?.there?.blob ?? null];
  return held === 'base' ? { ...file, baseBlob: here, headBlob: there } : { ...file, baseBlob: there, headBlob: here };
}

/** The changed files' contents are held already; the rest is read from disk. */
function withMemory(patched: readonly Patched[], disk: BlobReader): BlobReader {
  const memory = new Map<string, Uint8Array>();
  for (const version of patched.flatMap(({ here, there }) => [here, there])) {
    if (version?.bytes) memory.set(version.blob, version.bytes);
  }
  return {
    async *read(blobs) {
      const elsewhere: string[] = [];
      for (const blob of new Set(blobs)) {
        const bytes = memory.get(blob);
        if (bytes === undefined) elsewhere.push(blob);
        else yield { blob, bytes };
      }
      yield* disk.read(elsewhere);
    },
  };
}
