import type { PullRequest, Snapshot } from '../core/change/snapshot.ts';
import { decodeText } from '../core/change/text.ts';
import type { Claim } from '../core/findings/finding.ts';
import { lineMapOf } from '../core/findings/line-map.ts';
import { commentDirectives } from '../core/go/directives.ts';
import type { Directive } from '../core/go/facts.ts';
import { STANDARDS } from '../core/standards/registry.ts';
import { compareContracts, isContract } from '../core/standards/run-contracts.ts';
import type { TextFile } from '../core/standards/standard.ts';

/** Bytes. What people write of this kind is far smaller. */
const LARGEST = 1_000_000;

/** Changed files that others depend on, compared with what they were. */
export interface JudgedContracts {
  /** At head, or deleted. */
  files: readonly { path: string; directives: readonly Directive[] }[];
  claims: readonly Claim[];
}

export async function judgeContracts({ change, base, head, blobs }: PullRequest): Promise<JudgedContracts> {
  const changed = change.files.filter(
    ({ path, basePath, modeOnly }) =>
      !modeOnly && [path, basePath].some((one) => one !== null && isContract(STANDARDS, one)),
  );
  if (changed.length === 0) return { files: [], claims: [] };
  const read = (snapshot: Snapshot, paths: readonly (string | null)[]) => readTexts(snapshot, paths, blobs);
  const before = await read(
    base,
    changed.map(({ basePath }) => basePath),
  );
  const after = await read(
    head,
    changed.map(({ path, status }) => (status === 'deleted' ? null : path)),
  );
  return {
    files: [
      ...after.map(({ path, text }) => ({ path, directives: commentDirectives(text.split('\n'), '//') })),
      ...changed.flatMap(({ path, status }) => (status === 'deleted' ? { path, directives: [] } : [])),
    ],
    claims: compareContracts(STANDARDS, before, after, lineMapOf(change)),
  };
}

async function readTexts(
  { entries }: Snapshot,
  paths: readonly (string | null)[],
  blobs: PullRequest['blobs'],
): Promise<TextFile[]> {
  const byBlob = new Map<string, string[]>();
  for (const path of paths) {
    const entry = path === null ? undefined : entries.get(path);
    if (path === null || !entry || (entry.kind !== 'file' && entry.kind !== 'executable')) continue;
    if ((entry.size ?? 0) <= LARGEST) byBlob.set(entry.blob, [...(byBlob.get(entry.blob) ?? []), path]);
  }
  const files: TextFile[] = [];
  for await (const blob of blobs.read([...byBlob.keys()])) {
    if ('unavailable' in blob || blob.bytes.length > LARGEST) continue;
    const { text, nul } = decodeText(blob.bytes);
    if (!nul) files.push(...(byBlob.get(blob.blob) ?? []).map((path) => ({ path, text })));
  }
  return files;
}
