import type { BlobReader, Snapshot } from '../change/snapshot.ts';
import { decodeText } from '../change/text.ts';
import { redact } from './redact/redact.ts';

export type Side = 'base' | 'head';

/** Bytes of a file that is shown, or searched, at most. */
const LARGEST = 1_000_000;
/** Files that one search looks at, and that it reads at once. */
const MOST_SEARCHED = 5_000;
const TOGETHER = 250;

export interface SightParts {
  base: Snapshot;
  head: Snapshot;
  blobs: BlobReader;
  /** The repository keeps these paths from the model. */
  isExcluded: (path: string) => boolean;
}

/**
 * All that the model may see of the repository: text files of the two snapshots, without those that are kept from it,
 * secrets replaced. Whatever reaches a prompt comes through here, so what is not seen here does not exist for it.
 */
export class Sight {
  private readonly parts: SightParts;
  /** By blob; null for what is no text, too large, or not to be had. */
  private readonly texts = new Map<string, readonly string[] | null>();

  constructor(parts: SightParts) {
    this.parts = parts;
  }

  has(side: Side, path: string): boolean {
    return this.blobOf(side, path) !== null;
  }

  *paths(side: Side): Generator<string> {
    for (const path of this.parts[side].entries.keys()) if (this.has(side, path)) yield path;
  }

  isExcluded(path: string): boolean {
    return this.parts.isExcluded(path);
  }

  /** Reads files ahead, so that `lines` knows them. */
  async load(places: Iterable<{ side: Side; path: string }>): Promise<void> {
    const wanted = new Set<string>();
    for (const { side, path } of places) {
      const blob = this.blobOf(side, path);
      if (blob !== null && !this.texts.has(blob)) wanted.add(blob);
    }
    for await (const blob of this.parts.blobs.read([...wanted]))
      this.texts.set(blob.blob, 'bytes' in blob ? linesOf(blob.bytes) : null);
  }

  /** Lines of a file that was loaded, the first at 0; null for one that cannot be shown. */
  lines(side: Side, path: string): readonly string[] | null {
    const blob = this.blobOf(side, path);
    return blob === null ? null : (this.texts.get(blob) ?? null);
  }

  /** Lines that hold the text, in the order of the paths, at most `most`. `unread` files were too many to be looked at. */
  async search(
    side: Side,
    text: string,
    isWanted: (path: string) => boolean,
    most: number,
  ): Promise<{ hits: { path: string; line: number; text: string }[]; unread: number }> {
    const paths = [...this.paths(side)].filter(isWanted);
    const hits: { path: string; line: number; text: string }[] = [];
    for (let from = 0; from < Math.min(paths.length, MOST_SEARCHED) && hits.length < most; from += TOGETHER) {
      const batch = paths.slice(from, Math.min(from + TOGETHER, MOST_SEARCHED));
      await this.load(batch.map((path) => ({ side, path })));
      for (const path of batch)
        for (const [index, line] of (this.lines(side, path) ?? []).entries())
          if (hits.length < most && line.includes(text)) hits.push({ path, line: index + 1, text: line });
    }
    return { hits, unread: Math.max(paths.length - MOST_SEARCHED, 0) };
  }

  private blobOf(side: Side, path: string): string | null {
    const entry = this.parts[side].entries.get(path);
    if (entry === undefined || (entry.kind !== 'file' && entry.kind !== 'executable')) return null;
    if ((entry.size ?? 0) > LARGEST || this.parts.isExcluded(path)) return null;
    return entry.blob;
  }
}

function linesOf(bytes: Uint8Array): readonly string[] | null {
  const { text, nul } = decodeText(bytes);
  if (nul || bytes.length > LARGEST) return null;
  const lines = redact(text.replaceAll('\r\n', '\n')).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
