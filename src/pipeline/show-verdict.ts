import type { CheckOutput } from '../core/publication/check.ts';
import { worstOf } from '../core/publication/worst.ts';
import { notJudgedYet, ofCommit, openRun } from './check-run.ts';
import type { CheckRun, Forge, Guard } from './forge.ts';
import type { Service } from './service.ts';
import type { Verdict } from './service-ports.ts';

export interface Opened {
  service: Service;
  forge: Forge;
  number: number;
  state: { head: string; baseRef: string };
  guard: Guard;
}

/** Begins the pull request's verdict: the commit's check is in progress, and holds a merge until it is shown. */
export async function openCheck({ service, forge, number, state, guard }: Opened): Promise<CheckRun> {
  await guard();
  return await ofCommit(service, forge, state.head, async () => {
    // First of all: whoever comes when this turn was killed knows where a check may have been left.
    await service.ledger.record(notJudgedYet(forge, number, state));
    return await inProgress(service, forge, state.head, guard);
  });
}

/** A check run in progress on the commit: one that was announced or left open, else a new one. */
export async function ongoingCheck(service: Service, forge: Forge, head: string, guard: Guard): Promise<CheckRun> {
  return await ofCommit(service, forge, head, () => inProgress(service, forge, head, guard));
}

async function inProgress(service: Service, forge: Forge, head: string, guard: Guard): Promise<CheckRun> {
  const run = await openRun(service, forge, head, 'in_progress', guard);
  const begun = run.status === 'queued' ? await forge.startCheck(run, guard) : run;
  await service.ledger.dropAnnounced(forge.repo.id, head);
  return begun;
}

export interface Shown {
  service: Service;
  forge: Forge;
  guard: Guard;
  run: CheckRun;
  number: number;
  baseRef: string;
  inputs: string;
  output: CheckOutput;
}

/**
 * Completes the commit's check. A check belongs to a commit and not to a pull request: it shows the worst verdict of
 * all open pull requests with this head.
 */
export async function showVerdict({
  service,
  forge,
  guard,
  run,
  number,
  baseRef,
  inputs,
  output,
}: Shown): Promise<void> {
  const { ledger } = service;
  const { installation, id } = forge.repo;
  await ofCommit(service, forge, run.head, async () => {
    await guard();
    const { conclusion, title } = output;
    const own: Verdict = {
      baseRef,
      installation,
      repo: id,
      head: run.head,
      pull: number,
      conclusion,
      title,
      inputs,
      published: false,
    };
    await ledger.record(own);
    const others = (await ledger.verdicts(id, run.head)).filter((one) => one.pull !== number);
    await forge.completeCheck(run, merged(output, own, others), guard);
    await ledger.record({ ...own, published: true });
    service.completed(conclusion);
  });
}

function merged(output: CheckOutput, own: Verdict, others: readonly Verdict[]): CheckOutput {
  const worst = worstOf([own, ...others]);
  if (worst === own) return output;
  const note = `> The same commit is the head of #${worst.pull}, which holds this check.\n\n`;
  return {
    ...output,
    conclusion: worst.conclusion,
    title: `${worst.title} (in #${worst.pull})`.slice(0, 255),
    summary: note + output.summary,
  };
}
