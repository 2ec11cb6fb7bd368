import type { Severity } from '../../findings/finding.ts';
import type { Part } from './part.ts';

/** Which way what is described travels. */
export type Direction = 'request' | 'response';

/** Something that clients relied on and that is not so any more. */
export interface Break {
  /** What broke, and what that does to clients; in Markdown, without the operations that it concerns. */
  message: string;
  /** Hints depend on what a description does not tell: whether anybody uses it, or minds. */
  certain: boolean;
  severity: Severity;
  /** What stands there at head; null where it is gone. */
  at: Part | null;
  was: Part;
  /** What is told together where there is much of it: the schema, or the operation. */
  of: string;
  /** The one of its parts that broke, in Markdown. */
  member: string;
  /** Which way it travels, where that matters. */
  direction?: Direction;
  /** The field that answers do not have any more. */
  unsent?: string;
  /** Tells apart what else may be said of it. */
  rule?: string;
}

export type Said = Pick<Break, 'message' | 'at' | 'was' | 'of' | 'member' | 'rule' | 'unsent'>;

export function broken(said: Said): Break {
  return { ...said, certain: true, severity: 'high' };
}

export function doubtful(said: Said, severity: Severity = 'medium'): Break {
  return { ...said, certain: false, severity };
}
