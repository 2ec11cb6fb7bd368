import { FetchError } from '../core/errors.ts';
import type { CheckOutput } from '../core/publication/check.ts';
import type { CheckRun, Forge, Guard } from './forge.ts';
import type { Service } from './service.ts';
import type { Verdict } from './service-ports.ts';

/** Does what touches a commit's check, one at a time over all replicas. */
export function ofCommit<Result>(
  { ledger }: Service,
  { repo }: Forge,
  head: string,
  work: () => Promise<Result>,
): Promise<Result> {
  return ledger.exclusively(`${repo.id}/${head}`, work);
}

/** The verdict of a pull request that is being looked at: its check is open, somewhere. */
export function notJudgedYet(
  { repo }: Forge,
  pull: number,
  { head, baseRef }: { head: string; baseRef: string },
): Verdict {
  const { installation, id } = repo;
  const said = { conclusion: 'action_required', title: 'Not judged yet', inputs: '', published: false } as const;
  return { installation, repo: id, pull, head, baseRef, ...said };
}

/** The check run that is open on a commit, whoever left it there, else a new one with this status. */
export async function openRun(
  service: Service,
  forge: Forge,
  head: string,
  status: 'queued' | 'in_progress',
  guard: Guard,
): Promise<CheckRun> {
  const left = await leftOpen(service, forge, head);
  if (left !== null) return left;
  try {
    return await forge.beginCheck(head, status, guard);
  } catch (error) {
    if (!(error instanceof FetchError) || !error.retryable) throw error;
    // It may have been made all the same.
    const made = await openOn(forge, head);
    if (made !== null) return made;
    throw error;
  }
}

/** Completes the check run that is open on a commit which nobody will judge. */
export async function endRun(
  service: Service,
  forge: Forge,
  head: string,
  output: CheckOutput,
  guard: Guard,
): Promise<boolean> {
  return await ofCommit(service, forge, head, async () => {
    const run = await leftOpen(service, forge, head);
    if (run !== null) await forge.completeCheck(run, output, guard);
    await service.ledger.dropAnnounced(forge.repo.id, head);
    return run !== null;
  });
}

/** Completes what was announced for a pull request on commits that are not its head. */
export async function endAnnounced(
  service: Service,
  forge: () => Promise<Forge>,
  { repo, pull, head }: { repo: number; pull: number; head: string | null },
  output: CheckOutput,
  guard: Guard,
): Promise<void> {
  for (const stale of await service.ledger.announcedElsewhere(repo, pull, head))
    await endRun(service, await forge(), stale, output, guard);
}

async function leftOpen({ ledger }: Service, forge: Forge, head: string): Promise<CheckRun | null> {
  const known = await ledger.noteCheck(forge.repo.installation, forge.repo.id, head);
  if (typeof known === 'object') {
    const { id, url } = known;
    return { id, url, head, status: 'queued', conclusion: null, annotations: 0 };
  }
  return known === 'unknown' ? await openOn(forge, head) : null;
}

async function openOn(forge: Forge, head: string): Promise<CheckRun | null> {
  const run = await forge.newestCheck(head);
  return run === null || run.status === 'completed' ? null : run;
}
