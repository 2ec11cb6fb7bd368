import type { Node } from 'libpg-query';

/** A statement as PostgreSQL's own parser reads it. */
export interface SqlStatement {
  node: Node;
  /** Of its first word, counted from 1. */
  line: number;
  /** White space and comments left out. */
  text: string;
}

/** Statements of a text in PostgreSQL's dialect; null where it is none. */
export type SqlParser = (text: string) => SqlStatement[] | null;
