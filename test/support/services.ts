import { defaultConfig } from '../../src/core/config/repo-config.ts';
import type { Claim } from '../../src/core/findings/finding.ts';
import { manifestKind } from '../../src/core/services/manifests/kind.ts';
import { readManifest } from '../../src/core/services/manifests/read.ts';
import { mapOf } from '../../src/core/services/map/map.ts';
import type { Manifest } from '../../src/core/services/units/deployment.ts';
import { isJudgedManifest, judgeManifest } from '../../src/core/standards/run-manifests.ts';
import { judgeServices } from '../../src/core/standards/run-services.ts';
import type { Standard } from '../../src/core/standards/standard.ts';
import { goFiles, goTree } from './go.ts';

/** What a standard on services says of a small tree. */
export function serviceClaims(
  standard: Standard,
  texts: Readonly<Record<string, string>>,
  shared: string[] = [],
): Claim[] {
  const index = standard.services ? goFiles(texts)[0]?.index : undefined;
  if (!index) return [];
  const manifests = manifestsOf(texts);
  const map = mapOf(index, manifests, []);
  return judgeServices([standard], { ...defaultConfig(), map, index, manifests, shared, paths: null });
}

/** What a standard on manifests says of a small tree. */
export function manifestClaims(standard: Standard, texts: Readonly<Record<string, string>>): Claim[] {
  if (!standard.manifest) return [];
  const { index } = goTree(texts);
  const manifests = manifestsOf(texts);
  const snapshot = { manifests, map: mapOf(index, manifests, []), index };
  return manifests.filter(isJudgedManifest).flatMap((one) => judgeManifest([standard], one, snapshot));
}

export function manifestsOf(texts: Readonly<Record<string, string>>): Manifest[] {
  return Object.entries(texts).flatMap(([path, text]) => {
    const kind = manifestKind(path);
    return kind === null ? [] : [{ path, facts: readManifest(kind, text) }];
  });
}
