import type { Claim } from '../../src/core/findings/finding.ts';
import { manifestKind } from '../../src/core/services/manifests/kind.ts';
import { readManifest } from '../../src/core/services/manifests/read.ts';
import { mapOf } from '../../src/core/services/map/map.ts';
import { judgeServices } from '../../src/core/standards/run-services.ts';
import type { Standard } from '../../src/core/standards/standard.ts';
import { goFiles } from './go.ts';

/** What a standard on services says of a small tree. */
export function serviceClaims(
  standard: Standard,
  texts: Readonly<Record<string, string>>,
  shared: string[] = [],
): Claim[] {
  const index = standard.services ? goFiles(texts)[0]?.index : undefined;
  if (!index) return [];
  const manifests = Object.entries(texts).flatMap(([path, text]) => {
    const kind = manifestKind(path);
    return kind === null ? [] : [{ path, facts: readManifest(kind, text) }];
  });
  return judgeServices([standard], { map: mapOf(index, manifests, []), index, shared, paths: null });
}
