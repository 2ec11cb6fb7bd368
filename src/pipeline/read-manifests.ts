import type { BlobReader, Snapshot } from '../core/change/snapshot.ts';
import { decodeText } from '../core/change/text.ts';
import { commentDirectives } from '../core/go/directives.ts';
import type { Directive } from '../core/go/facts.ts';
import type { ManifestFacts } from '../core/services/manifests/facts.ts';
import { type ManifestKind, manifestKind } from '../core/services/manifests/kind.ts';
import { readManifest } from '../core/services/manifests/read.ts';
import { MOST_MANIFEST } from '../core/services/manifests/yaml-view.ts';
import type { Manifest } from '../core/services/units/deployment.ts';
import type { Memory } from './ports.ts';

/** Manifests of one snapshot that are read at most: those nearest to the root. */
const MOST_FILES = 3000;

interface ReadText {
  facts: ManifestFacts;
  /** Ignore comments. */
  directives: readonly Directive[];
}

/** What is read of one text, by kind and blob: base and head share most. */
export type ManifestMemory = Map<string, ReadText>;

export interface ReadManifest extends Manifest, ReadText {}

/** Reads what deploys the code of a snapshot. What cannot be had is left out, and counted. */
export async function readManifests(
  { entries }: Snapshot,
  blobs: BlobReader,
  { read, memory }: { read: ManifestMemory; memory?: Memory | undefined },
): Promise<{ manifests: ReadManifest[]; missing: number }> {
  const wanted: { path: string; kind: ManifestKind; blob: string }[] = [];
  for (const [path, entry] of entries) {
    if ((entry.kind !== 'file' && entry.kind !== 'executable') || (entry.size ?? 0) > MOST_MANIFEST) continue;
    const kind = manifestKind(path);
    if (kind !== null) wanted.push({ path, kind, blob: entry.blob });
  }
  if (wanted.length > MOST_FILES) wanted.sort((a, b) => depthOf(a.path) - depthOf(b.path)).splice(MOST_FILES);
  const asked = [...new Set(wanted.map(keyOf))].filter((key) => !read.has(key));
  for (const [key, text] of memory?.get(asked) ?? []) read.set(key, JSON.parse(text) as ReadText);
  const fresh = new Map<string, string>();
  const unread = Map.groupBy(
    wanted.filter((one) => !read.has(keyOf(one))),
    ({ blob }) => blob,
  );
  for await (const one of blobs.read([...unread.keys()])) {
    if ('unavailable' in one) continue;
    const { text } = decodeText(one.bytes);
    const directives = text.includes('architect:ignore') ? commentDirectives(text.split('\n'), '#') : [];
    for (const kind of new Set(unread.get(one.blob)?.map((wants) => wants.kind))) {
      const found = { facts: readManifest(kind, text), directives };
      read.set(keyOf({ kind, blob: one.blob }), found);
      fresh.set(keyOf({ kind, blob: one.blob }), JSON.stringify(found));
    }
  }
  memory?.put(fresh);
  const manifests: ReadManifest[] = [];
  let missing = 0;
  for (const { path, kind, blob } of wanted) {
    const known = read.get(keyOf({ kind, blob }));
    if (!known) missing += 1;
    else if (known.facts.form !== 'none' || known.facts.reason !== null) manifests.push({ path, ...known });
  }
  return { manifests, missing };
}

function keyOf({ kind, blob }: { kind: ManifestKind; blob: string }): string {
  return `${kind} ${blob}`;
}

function depthOf(path: string): number {
  return path.split('/').length;
}
