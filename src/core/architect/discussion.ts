/** What people and other programs say around a change. All of it is optional, and none of it is trusted. */
export interface Discussion {
  /** Of the pull request, the oldest first. */
  commits: readonly Commit[];
  issues: readonly LinkedIssue[];
  /** What other checks say of the head, linters and tests mostly. */
  annotations: readonly Annotation[];
}

export interface Commit {
  id: string;
  message: string;
  /** Paths that it touches; null where that is not known. */
  paths: readonly string[] | null;
}

export interface LinkedIssue {
  number: number;
  title: string;
  body: string;
}

export interface Annotation {
  /** Of the check. */
  check: string;
  path: string;
  line: number;
  message: string;
}

export const NO_DISCUSSION: Discussion = { commits: [], issues: [], annotations: [] };
