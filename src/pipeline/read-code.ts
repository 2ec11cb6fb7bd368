import type { BlobReader, Snapshot } from '../core/change/snapshot.ts';
import { decodeText } from '../core/change/text.ts';
import type { BlobFacts } from '../core/go/analysed.ts';
import { dirOf, type GoModule, parseGoMod } from '../core/go/modules.ts';
import type { GoReader, GoSnapshot, Progress } from '../core/go/reader.ts';
import { isGoMod, isReviewedGo } from '../core/go/scope.ts';

/** The Go code of the snapshots under review. */
export interface Code {
  /** In the order that was asked for. */
  snapshots: GoSnapshot[];
  facts: Map<string, BlobFacts>;
}

/**
 * Lists the Go files of each snapshot and reads their facts.
 *
 * @param smuggled files that are read although they lie where code of others does
 */
export async function readCode(
  snapshots: readonly { name: string; snapshot: Snapshot }[],
  blobs: BlobReader,
  go: GoReader,
  progress: Progress,
  smuggled: ReadonlySet<string> = new Set(),
): Promise<Code> {
  const modules = await readModules(
    snapshots.map(({ snapshot }) => snapshot),
    blobs,
  );
  const read = snapshots.map(({ name, snapshot }): GoSnapshot => {
    const files: { path: string; blob: string }[] = [];
    const own: GoModule[] = [];
    for (const [path, entry] of snapshot.entries) {
      if (entry.kind !== 'file' && entry.kind !== 'executable') continue;
      if (isReviewedGo(path) || smuggled.has(path)) files.push({ path, blob: entry.blob });
      if (isGoMod(path)) own.push(parseGoMod(modules.get(entry.blob) ?? '', dirOf(path)));
    }
    return { name, files, modules: own };
  });
  const wanted = read.flatMap(({ files }) => files.map(({ blob }) => blob));
  return { snapshots: read, facts: await go.facts(wanted, blobs, progress) };
}

async function readModules(snapshots: readonly Snapshot[], blobs: BlobReader): Promise<Map<string, string>> {
  const wanted = new Set<string>();
  for (const { entries } of snapshots)
    for (const [path, entry] of entries)
      if (isGoMod(path) && (entry.kind === 'file' || entry.kind === 'executable')) wanted.add(entry.blob);
  const texts = new Map<string, string>();
  for await (const blob of blobs.read([...wanted]))
    if ('bytes' in blob) texts.set(blob.blob, decodeText(blob.bytes).text);
  return texts;
}
