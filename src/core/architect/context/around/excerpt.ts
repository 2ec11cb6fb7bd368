import type { Declared } from '../../../go/index/fold.ts';

/** Lines of a file at head that help to judge the change, both ends included. */
export interface Excerpt {
  path: string;
  from: number;
  to: number;
  /** What it is to the change: `calls Place`. */
  why: string;
  /** What a token of it is worth; a changed line of Go has 10. */
  worth: number;
  /** A call or name that it is shown for: of a long one only the lines around it are. */
  about?: string;
  /** Lines of it that are shown where it is longer. */
  most?: number;
  /** File of the change for which it is shown. */
  for: string;
}

/** The whole declaration as an excerpt. */
export function declaration(
  { file, fact }: Declared<{ line: number; endLine?: number }>,
  rest: Omit<Excerpt, 'path' | 'from' | 'to'>,
): Excerpt {
  return { path: file.path, from: fact.line, to: fact.endLine ?? fact.line, ...rest };
}
