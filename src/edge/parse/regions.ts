import { BATCH_FILES } from './batched.ts';

/**
 * Blobs shared out among threads so that neighbours go to one: what their packages are made of is then worked out there
 * alone, and not in every thread.
 */
export interface Regions {
  /** Number of the blob's region, from 0. */
  of(blob: string): number;
  /** Sorted by this, a batch of each region comes in turn, so that all threads have work from the start. */
  turn(blob: string): number;
}

/** @param blobs neighbours beside each other, each once */
export function regionsOf(blobs: readonly string[], count: number): Regions {
  const size = Math.max(1, Math.ceil(blobs.length / count));
  const places = new Map(blobs.map((blob, at) => [blob, at]));
  const place = (blob: string) => places.get(blob) ?? 0;
  return {
    of: (blob) => Math.floor(place(blob) / size),
    turn: (blob) => Math.floor((place(blob) % size) / BATCH_FILES) * blobs.length + place(blob),
  };
}
