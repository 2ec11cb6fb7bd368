import { defineStandard, type Standard } from './standard.ts';

/** A row of the catalogue that no rule can decide: the architect model judges it, everything else is as for a rule. */
export function defineJudgement(row: Omit<Standard, 'lane' | 'examples' | 'tests' | 'go' | 'module'>): Standard {
  return defineStandard({ ...row, lane: 'M', examples: { bad: [], good: [] } });
}
