import { countsOf } from '../pull-files.ts';
import { renderFullPull } from '../render/pull.ts';
import { renderLabel } from '../render/repository.ts';
import type { Standin } from '../standin.ts';
import type { Account, Label, LabelEvent, Pull, Repo } from '../world.ts';

/** Open pull requests of this branch, in whatever repository of the network they are. */
export function pullsOfHead(github: Standin, repo: Repo, branch: string): Pull[] {
  return github.world
    .liveRepos()
    .flatMap((base) => [...base.pulls.values()])
    .filter((pull) => pull.state === 'open' && pull.head?.id === repo.id && pull.headRef === branch);
}

export async function tellPull(
  github: Standin,
  pull: Pull,
  action: string,
  by: Account,
  fields: Record<string, unknown> = {},
): Promise<void> {
  pull.updatedAt = github.world.now();
  const pull_request = renderFullPull(github.links, pull, await countsOf(pull));
  github.tell(pull.base, 'pull_request', by, { action, number: pull.number, pull_request, ...fields });
}

export interface PullRequested {
  base: Repo;
  baseRef: string;
  head: Repo;
  headRef: string;
  title: string;
  body: string | null;
  draft: boolean;
  author: Account;
}

export async function openPull(github: Standin, wanted: PullRequested): Promise<Pull> {
  const { base, head } = wanted;
  const baseSha = base.branches.get(wanted.baseRef);
  const headSha = head.branches.get(wanted.headRef);
  if (baseSha === undefined || headSha === undefined)
    throw new Error(`no branch ${wanted.baseRef} or ${wanted.headRef}`);
  const now = github.world.now();
  const pull: Pull = {
    id: github.world.nextId(),
    number: base.pulls.size + base.issues.size + 1,
    ...{ base, baseRef: wanted.baseRef, baseSha },
    ...{ head, headOwner: head.owner, headRef: wanted.headRef, headSha, heads: new Set([headSha]) },
    ...{ title: wanted.title, body: wanted.body, author: wanted.author, draft: wanted.draft },
    ...{ state: 'open', mergedAt: null, closedAt: null, createdAt: now, updatedAt: now },
    ...{ labels: new Set<string>(), labelled: [], reviews: [], threads: [], comments: [] },
  };
  base.pulls.set(pull.number, pull);
  await tellPull(github, pull, 'opened', wanted.author);
  return pull;
}

export async function setDraft(github: Standin, pull: Pull, draft: boolean, by: Account): Promise<void> {
  if (pull.draft === draft) return;
  pull.draft = draft;
  await tellPull(github, pull, draft ? 'converted_to_draft' : 'ready_for_review', by);
}

export async function retarget(github: Standin, pull: Pull, baseRef: string, by: Account): Promise<void> {
  const sha = pull.base.branches.get(baseRef);
  if (sha === undefined) throw new Error(`no branch ${baseRef}`);
  const changes = { base: { ref: { from: pull.baseRef }, sha: { from: pull.baseSha } } };
  pull.baseRef = baseRef;
  pull.baseSha = sha;
  await tellPull(github, pull, 'edited', by, { changes });
}

export async function editPull(
  github: Standin,
  pull: Pull,
  edit: { title?: string; body?: string | null },
  by: Account,
): Promise<void> {
  const changes: Record<string, { from: string }> = {};
  if (edit.title !== undefined) {
    changes.title = { from: pull.title };
    pull.title = edit.title;
  }
  if (edit.body !== undefined) {
    changes.body = { from: pull.body ?? '' };
    pull.body = edit.body;
  }
  await tellPull(github, pull, 'edited', by, { changes });
}

export async function closePull(github: Standin, pull: Pull, by: Account, merged: boolean): Promise<void> {
  pull.state = 'closed';
  pull.closedAt = github.world.now();
  pull.mergedAt = merged ? pull.closedAt : null;
  await tellPull(github, pull, 'closed', by);
}

export async function reopenPull(github: Standin, pull: Pull, by: Account): Promise<void> {
  pull.state = 'open';
  pull.closedAt = null;
  await tellPull(github, pull, 'reopened', by);
}

/** A label that the repository does not have yet is made. */
export async function addLabel(github: Standin, pull: Pull, name: string, by: Account): Promise<void> {
  const label: Label = pull.base.labels.get(name) ?? { id: github.world.nextId(), name };
  pull.base.labels.set(name, label);
  if (pull.labels.has(name)) return;
  pull.labels.add(name);
  remember(github, pull, 'LabeledEvent', label, by);
  await tellPull(github, pull, 'labeled', by, { label: renderLabel(github.links, pull.base, label) });
}

export async function removeLabel(github: Standin, pull: Pull, name: string, by: Account): Promise<boolean> {
  const label = pull.base.labels.get(name);
  if (!pull.labels.delete(name) || label === undefined) return false;
  remember(github, pull, 'UnlabeledEvent', label, by);
  await tellPull(github, pull, 'unlabeled', by, { label: renderLabel(github.links, pull.base, label) });
  return true;
}

function remember(github: Standin, pull: Pull, kind: LabelEvent['kind'], label: Label, actor: Account): void {
  pull.labelled.push({ id: github.world.nextId(), kind, label, actor, at: github.world.now() });
}
