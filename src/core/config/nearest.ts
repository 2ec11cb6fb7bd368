/** The candidate that a typing mistake most likely meant; null when none is near. */
export function nearest(written: string, candidates: Iterable<string>): string | null {
  const limit = written.length < 4 ? 1 : Math.max(2, Math.floor(written.length / 3));
  let best: { candidate: string; distance: number } | null = null;
  for (const candidate of candidates) {
    // A length that differs by more cannot be near, which also bounds the work on hostile keys.
    if (Math.abs(candidate.length - written.length) > limit) continue;
    const distance = editDistance(fold(written), fold(candidate));
    if (distance <= limit && (best === null || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate ?? null;
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** Levenshtein. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, right] of [...b].entries()) {
      const substitution = (row[j] ?? 0) + (left === right ? 0 : 1);
      next.push(Math.min(substitution, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
