import type { BlobReader, Snapshot } from '../core/change/snapshot.ts';
import { decodeText } from '../core/change/text.ts';
import { commentDirectives } from '../core/go/directives.ts';
import type { Directive } from '../core/go/facts.ts';
import type { ManifestFacts } from '../core/services/manifests/facts.ts';
import { type ManifestKind, manifestKind } from '../core/services/manifests/kind.ts';
import { readManifest } from '../core/services/manifests/read.ts';
import { MOST_MANIFEST } from '../core/services/manifests/yaml-view.ts';
import type { Manifest } from '../core/services/units/deployment.ts';

/** Manifests of one snapshot that are read at most: those nearest to the root. */
const MOST_FILES = 3000;

/** What is read of one text, by kind and blob: base and head share most. */
export type ManifestMemory = Map<string, { facts: ManifestFacts; directives: readonly Directive[] }>;

export interface ReadManifest extends Manifest {
  /** Ignore comments. */
  directives: readonly Directive[];
}

/** Reads what deploys the code of a snapshot. What cannot be had is left out, and counted. */
export async function readManifests(
  { entries }: Snapshot,
  blobs: BlobReader,
  memory: ManifestMemory = new Map(),
): Promise<{ manifests: ReadManifest[]; missing: number }> {
  const wanted: { path: string; kind: ManifestKind; blob: string }[] = [];
  for (const [path, entry] of entries) {
    if ((entry.kind !== 'file' && entry.kind !== 'executable') || (entry.size ?? 0) > MOST_MANIFEST) continue;
    const kind = manifestKind(path);
    if (kind !== null) wanted.push({ path, kind, blob: entry.blob });
  }
  if (wanted.length > MOST_FILES) wanted.sort((a, b) => depthOf(a.path) - depthOf(b.path)).splice(MOST_FILES);
  const kinds = new Map<string, Set<ManifestKind>>();
  for (const { kind, blob } of wanted)
    if (!memory.has(`${kind} ${blob}`)) kinds.set(blob, (kinds.get(blob) ?? new Set()).add(kind));
  for await (const one of blobs.read([...kinds.keys()])) {
    if ('unavailable' in one) continue;
    const { text } = decodeText(one.bytes);
    const directives = text.includes('architect:ignore') ? commentDirectives(text.split('\n'), '#') : [];
    for (const kind of kinds.get(one.blob) ?? [])
      memory.set(`${kind} ${one.blob}`, { facts: readManifest(kind, text), directives });
  }
  const manifests: ReadManifest[] = [];
  let missing = 0;
  for (const { path, kind, blob } of wanted) {
    const read = memory.get(`${kind} ${blob}`);
    if (!read) missing += 1;
    else if (read.facts.form !== 'none') manifests.push({ path, ...read });
  }
  return { manifests, missing };
}

function depthOf(path: string): number {
  return path.split('/').length;
}
