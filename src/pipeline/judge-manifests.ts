import type { Claim } from '../core/findings/finding.ts';
import { STANDARDS } from '../core/standards/registry.ts';
import { isJudgedManifest, judgeManifest } from '../core/standards/run-manifests.ts';
import type { DeployedSnapshot } from '../core/standards/standard.ts';
import type { ReadManifest } from './read-manifests.ts';

interface ReadSnapshot extends DeployedSnapshot {
  manifests: readonly ReadManifest[];
}

/** Manifests that were judged, with what was said of them. */
export interface JudgedManifests {
  files: readonly ReadManifest[];
  claims: readonly Claim[];
}

/**
 * Judges the manifests of a snapshot.
 *
 * @param isTarget which of them, by path; default: all
 * @param only standards that are asked; default: all
 */
export function judgeManifests(
  snapshot: ReadSnapshot,
  { isTarget, only }: { isTarget?: (path: string) => boolean; only?: ReadonlySet<string> } = {},
): JudgedManifests {
  const standards = STANDARDS.filter(({ id, manifest }) => manifest && (only?.has(id) ?? true));
  const files = snapshot.manifests.filter((one) => (isTarget?.(one.path) ?? true) && isJudgedManifest(one));
  return { files, claims: files.flatMap((file) => judgeManifest(standards, file, snapshot)) };
}
