import type { Change } from '../change/change.ts';
import { dirOf } from '../go/modules.ts';
import type { Finding } from './finding.ts';

/** What the last review of a pull request saw, and said. Plain data. */
export interface LastReview {
  /** Commit that the change was compared with. */
  base: string;
  /** Of all findings, those that someone silenced included. */
  fingerprints: string[];
  /** Of those that came late. */
  late: string[];
  /** Contents of the changed files by path; null for a deleted one. */
  blobs: Record<string, string | null>;
  model?: LastJudgement;
}

/** What the architect model had to do with it. */
export interface LastJudgement {
  /** It judged this very head; else nothing that it says later comes late. */
  judged: boolean;
  /** Its findings that stand, those of earlier heads that nobody could judge again among them. */
  findings: Finding[];
}

export function rememberReview(change: Change, findings: readonly Finding[], model?: LastJudgement): LastReview {
  return {
    base: change.base,
    fingerprints: findings.map(({ fingerprint }) => fingerprint),
    late: findings.filter(({ late }) => late).map(({ fingerprint }) => fingerprint),
    blobs: Object.fromEntries(change.files.map((file) => [file.path, file.headBlob])),
    ...(model ? { model } : {}),
  };
}

/**
 * Marks the findings that come late: the last review did not have them, although nothing has changed since in the
 * packages that they are about. The program learned something, or its settings did; the author has no part in it, so
 * they do not hold the check, as long as those packages stay as they are.
 */
export function markLate(findings: readonly Finding[], last: LastReview | null, change: Change): Finding[] {
  const isLate = lateness(last, change);
  return findings.map((finding) => (isLate(finding) ? { ...finding, late: true } : finding));
}

/** Whether a finding comes late. */
export function lateness(last: LastReview | null, change: Change): (finding: Finding) => boolean {
  const isUnmoved = unmoved(last, change);
  const said = new Set(last?.fingerprints).difference(new Set(last?.late));
  return (finding) => {
    // Where the model was away, the check said that it is incomplete.
    if (finding.lane === 'M' && !last?.model?.judged) return false;
    return finding.new && !said.has(finding.fingerprint) && isUnmoved(finding);
  };
}

/** Whether nothing has changed since the last review in the packages that a finding is about. */
export function unmoved(last: LastReview | null, change: Change): (finding: Finding) => boolean {
  if (last === null || last.base !== change.base) return () => false;
  const moved = movedDirectories(last, change);
  return (finding) => !placesOf(finding).some((dir) => moved.has(dir));
}

/** Directories in which a file is another one than at the last review. */
function movedDirectories(last: LastReview, { files }: Change): Set<string> {
  const now = new Map(files.map((file) => [file.path, file.headBlob]));
  const paths = new Set([...Object.keys(last.blobs), ...now.keys()]);
  return new Set([...paths].filter((path) => last.blobs[path] !== now.get(path)).map(dirOf));
}

function placesOf({ path, causal, evidence }: Finding): string[] {
  return [path, ...(causal ? [causal.path] : []), ...evidence.map((one) => one.path)].map(dirOf);
}
