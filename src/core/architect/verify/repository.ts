import type { Severity } from '../../findings/finding.ts';
import type { ChangeLines } from '../../findings/line-map.ts';
import type { KnownNames } from './names.ts';

/** What an answer is checked against, beside the texts that it quotes. */
export interface Repository {
  lines: ChangeLines;
  /** The declaration at head around a line, as an anchor names it; null between declarations. */
  declaration(path: string, line: number): Declaration | null;
  names: KnownNames;
  /** How many other declarations use a name; null where no declaration has it. */
  usesOf(name: string): number | null;
  /** A standard as the repository wants it; null for an id that is none. */
  standard(id: string, path: string): { severity: Severity; off: boolean } | null;
  /** Services and who of them talks to whom, on either side; null where they are not known. */
  services: { names: ReadonlySet<string>; talks(from: string, to: string): boolean } | null;
}

export interface Declaration {
  symbol: string;
  line: number;
  endLine: number;
}
