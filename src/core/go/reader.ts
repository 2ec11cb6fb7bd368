import type { BlobReader } from '../change/snapshot.ts';
import type { Claim } from '../findings/finding.ts';
import type { Effort } from '../standards/effort.ts';
import type { Wanted } from '../suggestions/suggest.ts';
import type { BlobFacts } from './analysed.ts';
import type { GoIndex } from './index/go-index.ts';
import type { GoModule } from './modules.ts';

/** The Go files of one snapshot. */
export interface GoSnapshot {
  /** Tells the snapshots of one review apart. */
  name: string;
  files: readonly GoBlob[];
  modules: readonly GoModule[];
}

export interface GoBlob {
  path: string;
  blob: string;
  /** Judged though it calls itself generated: the change added that header. */
  claimsGenerated?: true;
}

/** A file with the claims on it that are to be mended. */
export interface MendTarget extends GoBlob {
  wanted: readonly Wanted[];
}

/** Reads Go code and runs the standards over it: the pipeline's view of parser, threads and cache. */
export interface GoReader {
  /** Facts of every blob. Each is parsed once in its life. */
  facts(blobs: readonly string[], reader: BlobReader, progress: Progress): Promise<Map<string, BlobFacts>>;
  /** What the standards say of the `targets` within their snapshot. */
  claims(
    snapshot: GoSnapshot,
    facts: ReadonlyMap<string, BlobFacts>,
    targets: readonly GoBlob[],
    reader: BlobReader,
    options: Options,
  ): Promise<Claim[]>;
  /** Of the claims wanted, those that have a suggestion, with it. */
  suggestions(
    snapshot: GoSnapshot,
    facts: ReadonlyMap<string, BlobFacts>,
    targets: readonly MendTarget[],
    reader: BlobReader,
    options: Options,
  ): Promise<Claim[]>;
  /** The snapshot folded, as standards see it. */
  index(snapshot: GoSnapshot, facts: ReadonlyMap<string, BlobFacts>): GoIndex;
  /** What judging has cost so far; null when it is not measured. */
  effort(): Effort | null;
  close(): Promise<void>;
}

/** How files are judged. */
export interface Options {
  /** Thresholds of standards by id. */
  thresholds?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Ids of the standards that are asked; default: all. */
  only?: ReadonlySet<string>;
}

export type Progress = (done: number, total: number) => void;
