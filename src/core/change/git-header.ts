import type { EntryKind, FileStatus } from './change.ts';
import { gitHeaderPath, headerName, pairPaths, plainName } from './diff-names.ts';
import { DiffError } from './errors.ts';
import type { LineCursor } from './line-cursor.ts';

/** What stands above a file's hunks. */
export interface FileHeader {
  /** First line, counting from 1, for messages. */
  line: number;
  status: FileStatus;
  /** Null where the file does not exist. */
  from: string | null;
  to: string | null;
  oldMode: string | null;
  newMode: string | null;
  oldId: string | null;
  newId: string | null;
  binary: boolean;
}

const EXTENDED =
  /^(old mode|new mode|deleted file mode|new file mode|copy from|copy to|rename from|rename to|similarity index|dissimilarity index|index) (.+)$/;
const INDEX = /^([0-9a-f]{4,64})\.\.([0-9a-f]{4,64})(?: (\d{6}))?$/;

/** Reads from `diff --git` up to the first hunk, or the end of the section when it has none. */
export function readGitHeader(cursor: LineCursor): FileHeader {
  const line = cursor.at + 1;
  const names = cursor.next().slice('diff --git '.length);
  const fields = readFields(cursor);
  const index = INDEX.exec(fields.get('index') ?? '');
  if (fields.has('index') && index === null) throw new DiffError(line, 'an index line that cannot be read');
  const pair = readPair(cursor);
  const binary = skipBinary(cursor);
  const header = {
    line,
    ...namesOf(line, names, fields, pair),
    oldMode: fields.get('old mode') ?? fields.get('deleted file mode') ?? index?.[3] ?? null,
    newMode: fields.get('new mode') ?? fields.get('new file mode') ?? index?.[3] ?? null,
    oldId: idOf(index?.[1]),
    newId: idOf(index?.[2]),
    binary,
  };
  if (pair !== null && !binary && !cursor.peek()?.startsWith('@@')) {
    throw new DiffError(cursor.at + 1, 'a hunk was expected after the "+++" line');
  }
  return header;
}

/** Reads a `--- ` and `+++ ` pair with its prefixes and timestamps still on it; null when there is none. */
export function readPair(cursor: LineCursor): { from: string; to: string; rawFrom: string; rawTo: string } | null {
  if (!cursor.peek()?.startsWith('--- ') || !cursor.peek(1)?.startsWith('+++ ')) return null;
  const rawFrom = cursor.next().slice(4);
  const rawTo = cursor.next().slice(4);
  return { from: headerName(rawFrom), to: headerName(rawTo), rawFrom, rawTo };
}

/** Git's entry mode as the contract's kind. */
export function kindOfMode(mode: string | null): EntryKind {
  if (mode === '120000') return 'symlink';
  if (mode === '160000') return 'submodule';
  return mode === '100755' ? 'executable' : 'file';
}

function readFields(cursor: LineCursor): Map<string, string> {
  const fields = new Map<string, string>();
  for (let match = EXTENDED.exec(cursor.peek() ?? ''); match !== null; match = EXTENDED.exec(cursor.peek() ?? '')) {
    fields.set(match[1] ?? '', match[2] ?? '');
    cursor.next();
  }
  return fields;
}

function namesOf(
  line: number,
  names: string,
  fields: ReadonlyMap<string, string>,
  pair: { from: string; to: string } | null,
): Pick<FileHeader, 'status' | 'from' | 'to'> {
  for (const [word, status] of [
    ['rename', 'renamed'],
    ['copy', 'copied'],
  ] as const) {
    const from = fields.get(`${word} from`);
    const to = fields.get(`${word} to`);
    if ((from === undefined) !== (to === undefined)) throw new DiffError(line, `a ${word} with one side only`);
    if (from !== undefined && to !== undefined) return { status, from: plainName(from), to: plainName(to) };
  }
  const same = gitHeaderPath(names);
  const paths = pair === null ? null : pairPaths(pair.from, pair.to);
  const from = same ?? paths?.from ?? null;
  const to = same ?? paths?.to ?? null;
  if (from === null && to === null) throw new DiffError(line, 'the path cannot be told from this header');
  if (fields.has('new file mode') || paths?.from === null) return { status: 'added', from: null, to: to ?? from };
  if (fields.has('deleted file mode') || paths?.to === null) return { status: 'deleted', from: from ?? to, to: null };
  // `git diff --no-index` of two names: a rename in all but word.
  return { status: from === to ? 'modified' : 'renamed', from, to };
}

/** Binary contents are not needed by any reader: they are checked for shape and skipped. */
function skipBinary(cursor: LineCursor): boolean {
  if (/^Binary files .* differ$/.test(cursor.peek() ?? '')) {
    cursor.next();
    return true;
  }
  if (cursor.peek() !== 'GIT binary patch') return false;
  cursor.next();
  if (!/^(literal|delta) \d+$/.test(cursor.peek() ?? '')) throw new DiffError(cursor.at + 1, 'a bad binary patch');
  while (/^(literal|delta) \d+$/.test(cursor.peek() ?? '')) {
    cursor.next();
    while (/^[A-Za-z]\S+$/.test(cursor.peek() ?? '')) cursor.next();
    if (cursor.peek() === '') cursor.next();
    else if (cursor.peek() !== null) throw new DiffError(cursor.at + 1, 'a bad line in a binary patch');
  }
  return true;
}

function idOf(id: string | undefined): string | null {
  return id === undefined || /^0+$/.test(id) ? null : id;
}
