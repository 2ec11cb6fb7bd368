import type { Claim } from '../findings/finding.ts';
import { dirOf } from '../go/modules.ts';
import { rememberedBy } from '../go/remember.ts';
import { outsideReason } from '../go/scope.ts';
import type { ManifestFacts } from '../services/manifests/facts.ts';
import { isAside } from '../services/manifests/kind.ts';
import type { Manifest } from '../services/units/deployment.ts';
import type { DeployedSnapshot, ManifestReport, Standard } from './standard.ts';
import { isForDevelopers } from './support/images.ts';

const FORMS: ReadonlySet<ManifestFacts['form']> = new Set([
  'dockerfile',
  'compose',
  'kubernetes',
  'kustomization',
  'environment',
  'values',
]);

/** A manifest that standards look at: it deploys something in earnest. */
export function isJudgedManifest({ path, facts }: Manifest): boolean {
  return FORMS.has(facts.form) && !isAside(path) && outsideReason(path) === null;
}

/** Why a manifest is not looked at, where that is worth telling; null for others. */
export function unjudgedReason({ path, facts }: Manifest): string | null {
  if (facts.form === 'none') return facts.reason;
  return FORMS.has(facts.form) && isAside(path) ? 'deploys examples, tests or documentation' : null;
}

/** What the standards on manifests say of one of a snapshot. */
export function judgeManifest(
  standards: readonly Standard[],
  { path, facts }: Manifest,
  snapshot: DeployedSnapshot,
): Claim[] {
  const claims: Claim[] = [];
  for (const standard of standards) {
    const isTriedOut =
      standard.id.startsWith('deploy/') && (TRIED_OUT.test(path) || isForSkaffold(path, facts, snapshot));
    const report: ManifestReport = (at, { message, lane, severity, evidence, about, of }) => {
      const place = at.path ?? path;
      claims.push({
        ...{
          standard: standard.id,
          lane: isForDevelopers(place) || isTriedOut ? 'H' : (lane ?? standard.lane),
          severity: severity ?? standard.severity,
        },
        ...{ path: place, line: at.line, endLine: at.endLine ?? at.line },
        // As for services: below zero no claim on code lies.
        ...{ start: -at.line, end: -at.line },
        ...{ message, evidence: [...(evidence ?? [])], suggestion: null },
        anchor: { package: dirOf(place), symbol: null, header: of ?? at.text, expression: of ?? at.text },
        ...(about ? { about: { line: about.line, endLine: about.endLine } } : {}),
      });
    };
    standard.manifest?.({ path, facts, snapshot }, report);
  }
  return claims;
}

/** Folders of what shows a product, or of what others have given to it: nobody's production. */
const TRIED_OUT =
  /(?:^|\/)(?:contrib|(?:[\w-]+-)?demos?|quick-?starts?|getting-?started|playgrounds?|sample-[\w-]+)\//i;

/** A plain manifest beside a skaffold file, which applies it while somebody develops; what is installed is a chart. */
function isForSkaffold(path: string, facts: ManifestFacts, { manifests }: DeployedSnapshot): boolean {
  return facts.form === 'kubernetes' && !/\/templates\//.test(path) && hasSkaffold(manifests).yes;
}

const hasSkaffold = rememberedBy((manifests: readonly Manifest[]) => ({
  yes: manifests.some(({ path, facts }) => facts.form === 'builds' && /(?:^|\/)skaffold[^/]*\.ya?ml$/.test(path)),
}));
