/** What people and other programs say around a change. All of it is optional, and none of it is trusted. */
export interface Discussion {
  /** Of the pull request, the oldest first. */
  commits: Commit[];
  /** That the change is said to close. */
  issues: LinkedIssue[];
  /** What other checks say of the head, linters and tests mostly. */
  annotations: Annotation[];
  /** Why it could not be asked for. */
  unread?: string;
}

export interface Commit {
  id: string;
  message: string;
  /** Paths that it touches; null where that is not known. */
  paths: string[] | null;
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
  /** At head, both included. */
  line: number;
  endLine: number;
  message: string;
}

export const NO_DISCUSSION: Discussion = { commits: [], issues: [], annotations: [] };
