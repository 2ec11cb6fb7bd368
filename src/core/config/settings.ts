import type { Claim } from '../findings/finding.ts';
import { pathMatcher } from './glob.ts';
import { routeMatcher } from './public-routes.ts';
import type { RepoConfig, StandardSetting } from './repo-config.ts';

const UNSET: StandardSetting = { off: false, severity: null, hint: false, ignorePaths: [], options: {} };

/** What configuration says of a standard: its own entry over that of its area. */
export function settingOf(config: RepoConfig, standard: string): StandardSetting {
  const area = config.standards[`${standard.slice(0, standard.indexOf('/'))}/*`] ?? UNSET;
  const own = config.standards[standard];
  if (own === undefined) return area;
  return {
    // A standard that is named under an area that is off is wanted.
    off: own.off,
    severity: own.severity ?? area.severity,
    hint: own.hint || area.hint,
    ignorePaths: [...area.ignorePaths, ...own.ignorePaths],
    options: { ...area.options, ...own.options },
  };
}

/** Claims as the repository wants them: switched off, moved in severity, or made a hint. Works for both snapshots. */
export function applySettings(claims: readonly Claim[], config: RepoConfig): Claim[] {
  const settings = new Map<string, { setting: StandardSetting; isIgnored: (path: string) => boolean }>();
  const compiled = (standard: string) => {
    const known = settings.get(standard);
    if (known !== undefined) return known;
    const setting = settingOf(config, standard);
    const entry = { setting, isIgnored: pathMatcher([...config.ignorePaths, ...setting.ignorePaths]) };
    settings.set(standard, entry);
    return entry;
  };
  const isPublic = routeMatcher(config.publicRoutes ?? []);
  return claims.flatMap((claim) => {
    const { setting, isIgnored } = compiled(claim.standard);
    if (setting.off || isIgnored(claim.path) || (claim.route !== undefined && isPublic(claim.route))) return [];
    const isHint = setting.hint || (claim.route !== undefined && config.publicRoutes === null);
    return [{ ...claim, severity: setting.severity ?? claim.severity, lane: isHint ? 'H' : claim.lane }];
  });
}
