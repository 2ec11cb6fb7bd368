/** What stands on GitHub of the program's own, read before anything is written. */
export interface Standing {
  /** Review threads that the program opened, the oldest first. */
  threads: Thread[];
  summary: SummaryComment | null;
}

export interface Thread {
  /** GraphQL node id. */
  id: string;
  /** Database id and address of the comment that opened it. */
  comment: number;
  url: string;
  fingerprint: string;
  standard: string;
  place: string;
  path: string;
  /** Line at head, counted from 1; null when GitHub no longer finds it. */
  line: number | null;
  resolved: boolean;
  /** The program itself resolved it, or said in it that it is done with. */
  closedByUs: boolean;
}

export interface SummaryComment {
  /** GraphQL node id. */
  id: string;
  body: string;
}
