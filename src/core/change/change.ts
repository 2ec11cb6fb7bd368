/** A pull request as data: which files it changes and how. Lines count from 1. */
export interface Change {
  /** Commit the head is compared with: the merge base, as GitHub's three-dot diff does. */
  base: string;
  /** Commit under review. */
  head: string;
  title: string | null;
  body: string | null;
  files: ChangedFile[];
}

export type FileStatus = 'added' | 'modified' | 'deleted' | 'renamed' | 'copied';

/** What the entry is at head (at base when deleted). */
export type EntryKind = 'file' | 'executable' | 'symlink' | 'submodule';

export interface ChangedFile {
  /** Path at head; at base when the file is deleted. Slash-separated, relative to the root. */
  path: string;
  /** Path at base; null when the file is added. */
  basePath: string | null;
  status: FileStatus;
  kind: EntryKind;
  /** Only the mode changed (or the entry's kind), not the content. */
  modeOnly: boolean;
  binary: boolean;
  /** Git object ids of the two versions; null on the side where the file does not exist. */
  baseBlob: string | null;
  headBlob: string | null;
  /** Empty for binary files, pure renames and mode changes. */
  hunks: Hunk[];
  /** Why there are no hunks though the content differs (patch too large, withheld, …); else null. */
  missingPatch: string | null;
}

/** A run of changed lines with its context, as in a unified diff. */
export interface Hunk {
  /** First line and number of lines at base; `oldStart` is 0-lines-before when `oldLines` is 0, as git prints it. */
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
  lines: DiffLine[];
}

export interface DiffLine {
  kind: 'context' | 'added' | 'deleted';
  /** Line at base; null for an added line. */
  old: number | null;
  /** Line at head; null for a deleted line. */
  new: number | null;
  /** Without the leading marker, without the line feed; a carriage return stays. */
  text: string;
  /** "\ No newline at end of file" follows this line. */
  noNewline: boolean;
}
