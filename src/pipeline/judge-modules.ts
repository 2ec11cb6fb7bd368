import type { BlobReader, Snapshot } from '../core/change/snapshot.ts';
import { decodeText } from '../core/change/text.ts';
import type { Claim } from '../core/findings/finding.ts';
import { type GoModFile, isModuleFile, readGoMod } from '../core/go/go-mod.ts';
import { isGoMod } from '../core/go/scope.ts';
import { STANDARDS } from '../core/standards/registry.ts';
import { judgeModule } from '../core/standards/run-modules.ts';

/** go.mod files that were judged, with what was said of them. */
export interface JudgedModules {
  files: readonly GoModFile[];
  claims: readonly Claim[];
}

/** Judges the go.mod files of a snapshot; of those that `changed` names, where it is given. */
export async function judgeModules(
  { entries }: Snapshot,
  blobs: BlobReader,
  changed: ReadonlySet<string> | null = null,
): Promise<JudgedModules> {
  const targets = [...entries.keys()].filter((path) => isGoMod(path) && (changed?.has(path) ?? true));
  if (targets.length === 0) return { files: [], claims: [] };
  const texts = await readTexts(entries, blobs);
  const files = targets.filter((path) => texts.has(path)).map((path) => readGoMod(path, texts, entries));
  return { files, claims: files.flatMap((file) => judgeModule(STANDARDS, file)) };
}

async function readTexts(entries: Snapshot['entries'], blobs: BlobReader): Promise<Map<string, string>> {
  const paths = new Map<string, string[]>();
  for (const [path, { kind, blob }] of entries)
    if (isModuleFile(path) && (kind === 'file' || kind === 'executable'))
      paths.set(blob, [...(paths.get(blob) ?? []), path]);
  const texts = new Map<string, string>();
  for await (const one of blobs.read([...paths.keys()])) {
    if ('unavailable' in one) continue;
    const { text } = decodeText(one.bytes);
    for (const path of paths.get(one.blob) ?? []) texts.set(path, text);
  }
  return texts;
}
