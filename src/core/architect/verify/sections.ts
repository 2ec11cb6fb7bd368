import type { Evidence, RedFlag } from '../../findings/finding.ts';
import type { Commentary } from '../../report/review.ts';
import type { Reply } from '../reply.ts';
import { clean } from './clean.ts';
import { contradicts } from './contradiction.ts';
import type { DropReason } from './drops.ts';
import { locateEvidence } from './locate.ts';
import { unknownName } from './names.ts';
import type { Repository } from './repository.ts';
import type { Library } from './texts.ts';

/** What the model says beside its findings; prose without links. Empty lists where it has nothing to say. */
export interface Sections extends Commentary {
  /** Red flags that it sees. It never takes one back that a rule raised. */
  redFlags: { flag: RedFlag; reason: string; evidence: Evidence[] }[];
  /** Questions, each with what the answer changes. */
  questions: string[];
  tradeOffs: string[];
}

export const NO_SECTIONS: Sections = { assessments: [], redFlags: [], design: [], questions: [], tradeOffs: [] };

interface Checks {
  library: Library;
  repository: Repository;
  /** Areas that standards have. */
  areas: ReadonlySet<string>;
}

/** What is left of an answer's other sections once names and quotes were looked up. */
export function checkSections(reply: Reply, checks: Checks, drop: (reason: DropReason) => void): Sections {
  const { library, repository, areas } = checks;
  const isTrue = (prose: string): boolean => {
    if (unknownName(prose, repository.names) !== null) drop('names what is not there');
    else if (contradicts(prose, repository)) drop('contradicts what was computed');
    else return prose !== '';
    return false;
  };
  const seen = new Set<string>();
  const once = (key: string) => !seen.has(key) && seen.add(key) !== null;
  return {
    assessments: reply.assessments
      .filter(({ area }) => areas.has(area) && once(`area ${area}`))
      .map((one) => ({ ...one, reason: clean(one.reason) }))
      .filter(({ reason }) => isTrue(reason)),
    redFlags: reply.redFlags.flatMap(({ flag, state, reason, evidence }) => {
      if (state !== 'raised' || !once(`flag ${flag}`)) return [];
      const found = locateEvidence(evidence, library, repository).filter(({ side }) => side !== 'base');
      const prose = clean(reason);
      if (found.length === 0) drop('evidence not found');
      return found.length > 0 && isTrue(prose) ? [{ flag, reason: prose, evidence: found }] : [];
    }),
    design: reply.design
      .map((one) => ({ ...one, comment: clean(one.comment) }))
      .filter(({ comment }) => isTrue(comment)),
    questions: reply.questions
      .filter(({ question, because }) => question.trim() !== '' && because.trim() !== '')
      .map(({ question, because }) => `${clean(question)} ${clean(because)}`)
      .filter(isTrue),
    tradeOffs: reply.tradeOffs
      .map(({ decision, gains, costs }) => clean(`${bare(decision)}: gains ${bare(gains)}; costs ${bare(costs)}.`))
      .filter(isTrue),
  };
}

function bare(prose: string): string {
  return prose.trim().replace(/[.;]$/, '');
}
