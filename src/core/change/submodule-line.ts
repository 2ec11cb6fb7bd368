import type { ChangedFile } from './change.ts';
import { changedFile } from './diff-file.ts';
import { plainName } from './diff-names.ts';

const LINE = /^Submodule (.+) ([0-9a-f]{7,64})\.{2,3}([0-9a-f]{7,64})(?:[: (].*)?$/;

/** Reads a line of `git diff --submodule=log`, which stands for a whole section; null when it is another line. */
export function readSubmoduleLine(line: string): ChangedFile | null {
  const match = LINE.exec(line);
  if (match === null) return null;
  const path = plainName(match[1] ?? '');
  const oldId = idOf(match[2] ?? '');
  const newId = idOf(match[3] ?? '');
  const status = oldId === null ? 'added' : newId === null ? 'deleted' : 'modified';
  const from = oldId === null ? null : path;
  const to = newId === null ? null : path;
  const header = {
    line: 0,
    status,
    from,
    to,
    oldMode: '160000',
    newMode: '160000',
    oldId,
    newId,
    binary: false,
  } as const;
  return { ...changedFile(header, []), missingPatch: 'the diff shows this submodule as a log' };
}

function idOf(id: string): string | null {
  return /^0+$/.test(id) ? null : id;
}
