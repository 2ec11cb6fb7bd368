import type { Claim } from '../../findings/finding.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { remembered } from '../../go/remember.ts';
import { closureOf } from '../reach/closure.ts';
import type { ServiceMap } from '../service-map.ts';

/** What leaks by lying in the repository, whoever runs it. */
const WHEREVER = new Set(['security/hardcoded-secret']);

/**
 * Claims on code that only people run are hints: where the repository deploys programs, what is in none of them and in
 * a program that nothing deploys has no requests to lose.
 */
export function asHintsInTools(claims: readonly Claim[], { services }: ServiceMap, index: GoIndex): Claim[] {
  const mains = (kind: string) => services.flatMap((one) => (one.kind === kind && one.main !== null ? one.main : []));
  const [serving, tools] = [mains('go'), mains('tool')];
  if (serving.length === 0 || tools.length === 0) return [...claims];
  const closure = remembered((main: string) => new Set(closureOf(main, index)));
  const isToolOnly = remembered((path: string): boolean => {
    const own = path.endsWith('.go') && !path.endsWith('_test.go') ? index.packageOf(path) : null;
    const has = (main: string) => own !== null && closure(main).has(own);
    return own !== null && tools.some(has) && !serving.some(has);
  });
  return claims.map((claim) =>
    claim.lane === 'D' && !WHEREVER.has(claim.standard) && isToolOnly(claim.path) ? { ...claim, lane: 'H' } : claim,
  );
}
