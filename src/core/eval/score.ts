import { type Lane, SEVERITIES } from '../findings/finding.ts';
import type { EvalResults, RanCase, Score } from './results.ts';

type Comment = RanCase['comments'][number];
type Golden = RanCase['golden'][number];

/** What a row of the table is about. */
interface Row {
  /** Precision asks these. */
  comment: (comment: Comment) => boolean;
  /** Recall asks these; null where goldens do not tell whether they belong here. */
  golden: ((golden: Golden) => boolean) | null;
  /** What may find a golden of the row. */
  finder: (comment: Comment) => boolean;
}

const LANES: readonly Lane[] = ['D', 'H', 'M'];
const any = () => true;

export function scoresOf(cases: readonly RanCase[]): EvalResults['scores'] {
  const comments = cases.flatMap((one) => one.comments);
  const goldens = cases.flatMap((one) => one.golden);
  const both = [...comments, ...goldens];
  const withoutHints = (one: Comment) => one.lane !== 'H';
  const rows = <Key extends string>(keys: readonly Key[], rowOf: (key: Key) => Row) =>
    Object.fromEntries(keys.map((key) => [key, score(cases, rowOf(key))])) as Record<Key, Score>;
  return {
    all: score(cases, { comment: any, golden: any, finder: any }),
    withoutHints: score(cases, { comment: withoutHints, golden: any, finder: withoutHints }),
    lanes: rows(
      LANES.filter((lane) => comments.some((one) => one.lane === lane)),
      (lane) => ({ comment: (one) => one.lane === lane, golden: any, finder: (one) => one.lane === lane }),
    ),
    severities: rows(
      SEVERITIES.filter((severity) => both.some((one) => one.severity === severity)),
      (severity) => ({
        comment: (one) => one.severity === severity,
        golden: (one) => one.severity === severity,
        finder: any,
      }),
    ),
    areas: rows([...new Set([...comments.map(({ area }) => area), ...goldens.flatMap(areaOf)])].sort(), (area) => {
      const isHere = (one: Comment) => one.area === area;
      if (goldens.some(({ standard }) => standard === null)) return { comment: isHere, golden: null, finder: isHere };
      return { comment: isHere, golden: (one) => areaOf(one).includes(area), finder: any };
    }),
  };
}

function areaOf({ standard }: Golden): string[] {
  return standard === null ? [] : [standard.replace(/\/.*/, '')];
}

function score(cases: readonly RanCase[], row: Row): Score {
  const comments = cases.flatMap((one) => one.comments.filter(row.comment));
  const count = (verdict: Comment['verdict']) => comments.filter((one) => one.verdict === verdict).length;
  const [matched, duplicates, falseAlarms] = [count('matched'), count('duplicate'), count('false-alarm')];
  const sought = cases.flatMap(({ golden, comments: said }) => {
    const found = new Set(said.filter(row.finder).map((one) => one.golden));
    return golden.flatMap((one, index) => ((row.golden ?? any)(one) ? [found.has(index)] : []));
  });
  const found = sought.filter((isFound) => isFound).length;
  const golden = row.golden === null ? null : sought.length;
  const precision = share(matched, matched + falseAlarms);
  const recall = golden === null ? null : share(found, golden);
  const f1 = meanOf(precision, recall);
  return { posted: comments.length, matched, duplicates, falseAlarms, golden, found, precision, recall, f1 };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** The harmonic mean. */
function meanOf(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return null;
  return a + b === 0 ? 0 : (2 * a * b) / (a + b);
}
