import type { Finding } from '../findings/finding.ts';
import type { Standard } from '../standards/standard.ts';
import type { Review, SourceLines } from './review.ts';

/** What a renderer needs beside the review itself: everything that differs between two readers of one review. */
export interface ReportContext {
  /** The catalogue row of an id; undefined where this version no longer has it. */
  standard: (id: string) => Standard | undefined;
  /** Sources at head, for code frames and columns. */
  lines: SourceLines;
  tool: Tool;
  /** Terminal only: whether the reader's terminal shows colours. */
  colour: boolean;
  /** Terminal only: columns of the window. */
  width: number;
  /** URL of a line at head; without it places are shown as plain text. */
  placeUrl?: (path: string, line: number) => string;
  /**
   * URL of the inline comment that carries the finding in full, null where there is none. The Markdown
   * summary then only links it.
   */
  commentUrl?: (finding: Finding) => string | null;
}

export interface Tool {
  name: string;
  version: string;
  /** The repository that holds the documentation, without a trailing slash. */
  url: string;
}

/** A renderer of one output format: a whole document that ends in a line feed. */
export type Renderer = (review: Review, context: ReportContext) => string;

/** The page of a standard's documentation. Ids are never renamed, so the newest page always has it. */
export function standardUrl(tool: Tool, id: string): string {
  return `${tool.url}/blob/main/docs/standards/${id}.md`;
}
