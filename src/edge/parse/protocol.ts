import type { Claim } from '../../core/findings/finding.ts';
import type { BlobFacts } from '../../core/go/analysed.ts';
import type { GoSnapshot, Options } from '../../core/go/reader.ts';
import type { Effort } from '../../core/standards/effort.ts';
import type { Target } from './analyser.ts';

/** What a worker is told when it starts. */
export interface WorkerOptions {
  /** Its replies tell what judging has cost. */
  measures: boolean;
}

/** What the pool asks of a worker. Every request is answered once, in order. */
export type Request =
  | { ask: 'read'; blobs: { blob: string; bytes: Uint8Array }[] }
  | { ask: 'fold'; name: string; snapshot: GoSnapshot; facts: BlobFacts[] }
  | { ask: 'check'; name: string; targets: Target[]; options: Options };

export type Reply =
  | { read: { facts: BlobFacts; kept: boolean }[]; heapBytes: number }
  | { folded: true }
  | { checked: Checked[]; effort: Effort | null; heapBytes: number }
  | { failed: string };

/** What became of one target. */
export type Checked = { path: string; claims: Claim[] } | Failed;

export interface Failed {
  path: string;
  blob: string;
  failed: string;
}
