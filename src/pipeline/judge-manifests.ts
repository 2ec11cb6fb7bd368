import type { Claim } from '../core/findings/finding.ts';
import { STANDARDS } from '../core/standards/registry.ts';
import { isJudgedManifest, judgeManifest, unjudgedReason } from '../core/standards/run-manifests.ts';
import type { DeployedSnapshot } from '../core/standards/standard.ts';
import type { ReadManifest } from './read-manifests.ts';

interface ReadSnapshot extends DeployedSnapshot {
  manifests: readonly ReadManifest[];
}

/** Manifests that were judged, with what was said of them. */
export interface JudgedManifests {
  files: readonly ReadManifest[];
  /** Those that were not, with the reason. */
  unread: ReadonlyMap<string, { reason: string; isPartial: boolean }>;
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
  const targets = snapshot.manifests.filter(({ path }) => isTarget?.(path) ?? true);
  const files = targets.filter(isJudgedManifest);
  const unread = targets.flatMap((one) => {
    const reason = unjudgedReason(one);
    return reason === null ? [] : [[one.path, { reason, isPartial: false }] as const];
  });
  return { files, unread: new Map(unread), claims: files.flatMap((file) => judgeManifest(standards, file, snapshot)) };
}
