import { InputError } from '../errors.ts';

/** A diff that cannot be read. `line` counts from 1 in the diff's text. */
export class DiffError extends InputError {
  override name = 'DiffError';
  readonly line: number;
  readonly problem: string;

  constructor(line: number, problem: string) {
    super(`diff line ${line}: ${problem}`);
    this.line = line;
    this.problem = problem;
  }
}

/** Hunks that do not belong to the text they were applied to. `line` counts from 1 in that text. */
export class HunkMismatchError extends InputError {
  override name = 'HunkMismatchError';
  readonly path: string;
  readonly line: number;
  /** Line as the hunk has it; null when the hunk expects the text to end before. */
  readonly expected: string | null;
  /** Line as the text has it; null when the text ends before. */
  readonly found: string | null;

  constructor(path: string, line: number, expected: string | null, found: string | null) {
    super(`${path}:${line}: the diff expects ${show(expected)}, the file has ${show(found)}`);
    this.path = path;
    this.line = line;
    this.expected = expected;
    this.found = found;
  }
}

function show(line: string | null): string {
  if (line === null) return 'the end of the file';
  return JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}…` : line);
}
