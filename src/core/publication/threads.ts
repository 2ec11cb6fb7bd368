import type { Finding } from '../findings/finding.ts';
import { isAtLeast, rank } from '../findings/rank.ts';
import { placeOf } from './marker.ts';
import type { Position } from './position.ts';
import type { Standing, Thread } from './standing.ts';

/** What must be written so that the threads say what the review says. */
export interface ThreadPlan {
  /** Findings to open a thread for, worst first. */
  open: { finding: Finding; position: Position }[];
  /** Findings that a thread speaks of already. */
  standing: { finding: Finding; thread: Thread }[];
  /** Threads that speak of a finding under another fingerprint than it has now: their first comment is written anew. */
  renamed: { finding: Finding; thread: Thread }[];
  /** Threads that are done with. */
  close: { thread: Thread; why: Closing }[];
  /** Threads that were done with, and whose finding is back. */
  reopen: { finding: Finding; thread: Thread }[];
  /** New findings that got no thread: they found no room. */
  unposted: Finding[];
  /** New findings that no line of the diff shows. */
  offDiff: Finding[];
}

/** Why a thread is done with. */
export type Closing = 'fixed' | 'silenced' | 'stood before' | 'switched off' | 'untouched';

export interface ThreadInput {
  /** All findings at head, after silencing. */
  findings: readonly Finding[];
  /** Fingerprints of findings that someone silenced with a right to. */
  silenced: ReadonlySet<string>;
  positionOf: (finding: Finding) => Position | null;
  standing: Standing;
  /** Most threads that stand open at a time; critical findings are posted beyond it. */
  maxComments: number;
  /** The file could not be judged this time: nothing is known of its threads. */
  isUnknown: (thread: Thread) => boolean;
  /** The change has to do with this path. */
  isTouched: (path: string) => boolean;
  /** The standard is off by configuration. */
  isOff: (standard: string) => boolean;
}

/**
 * Compares the findings with the threads that stand. A finding has one thread for good: one that a person resolved
 * stays resolved, and one that was closed as fixed is opened again when its finding is back.
 */
export function planThreads(input: ThreadInput): ThreadPlan {
  const plan: ThreadPlan = {
    open: [],
    standing: [],
    renamed: [],
    close: [],
    reopen: [],
    unposted: [],
    offDiff: [],
  };
  const fresh = rank(input.findings.filter((finding) => finding.new));
  const threads = pair(fresh, input);
  for (const [finding, thread] of threads) {
    plan.standing.push({ finding, thread });
    if (thread.closedByUs) plan.reopen.push({ finding, thread });
    if (thread.fingerprint !== finding.fingerprint) plan.renamed.push({ finding, thread });
  }
  const used = new Set(threads.values());
  const old = new Set(input.findings.filter((finding) => !finding.new).map(({ fingerprint }) => fingerprint));
  for (const thread of input.standing.threads) {
    if (used.has(thread) || thread.resolved || thread.closedByUs || input.isUnknown(thread)) continue;
    plan.close.push({ thread, why: closing(thread, old, input) });
  }
  openThreads(
    fresh.filter((finding) => !threads.has(finding)),
    plan,
    input,
  );
  return plan;
}

function openThreads(findings: readonly Finding[], plan: ThreadPlan, input: ThreadInput): void {
  let room = input.maxComments - plan.standing.filter(({ thread }) => !thread.resolved).length;
  for (const finding of findings) {
    const position = input.positionOf(finding);
    if (finding.aside) {
      plan.unposted.push(finding);
    } else if (position === null) {
      plan.offDiff.push(finding);
    } else if (room > 0 || isAtLeast(finding.severity, 'critical')) {
      plan.open.push({ finding, position });
      room--;
    } else {
      plan.unposted.push(finding);
    }
  }
}

function closing(thread: Thread, old: ReadonlySet<string>, input: ThreadInput): Closing {
  if (input.silenced.has(thread.fingerprint)) return 'silenced';
  if (old.has(thread.fingerprint)) return 'stood before';
  if (input.isOff(thread.standard)) return 'switched off';
  return input.isTouched(thread.path) ? 'fixed' : 'untouched';
}

/** By fingerprint; then by what stays of a finding when its statement is edited; then by the line where both stand. */
function pair(findings: readonly Finding[], { standing, positionOf }: ThreadInput): Map<Finding, Thread> {
  const pairs = new Map<Finding, Thread>();
  const free = new Set(standing.threads);
  const take = (fits: (finding: Finding, thread: Thread) => boolean) => {
    for (const finding of findings) {
      if (pairs.has(finding)) continue;
      const thread = [...free].find((one) => fits(finding, one));
      if (thread === undefined) continue;
      free.delete(thread);
      pairs.set(finding, thread);
    }
  };
  take((finding, thread) => thread.fingerprint === finding.fingerprint);
  take((finding, thread) => !thread.closedByUs && thread.place === placeOf(finding));
  take((finding, { closedByUs, standard, path, line }) => {
    if (closedByUs || standard !== finding.standard || line === null) return false;
    const at = positionOf(finding);
    return at?.path === path && at.line === line;
  });
  return pairs;
}
