import { keyOf, type RepoRef, type ReviewPull } from '../core/intents/intent.ts';
import { attentionOf, weightyLabels } from '../core/publication/attention.ts';
import { timesWithoutModel, withoutModel } from '../core/publication/awaits-model.ts';
import type { CheckOutput } from '../core/publication/check.ts';
import { brokenConfig, closed, notReviewed, replaced } from '../core/publication/unjudged.ts';
import { endAnnounced, endRun } from './check-run.ts';
import type { Forge, Guard, PullState } from './forge.ts';
import { judgePull } from './judge-pull.ts';
import { modelConsent } from './model-consent.ts';
import type { Service } from './service.ts';
import type { Inbox, Turn, Verdict } from './service-ports.ts';
import { openCheck, showVerdict } from './show-verdict.ts';
import { type NamedConfig, trustedConfig } from './trusted-config.ts';
import { turnGuard } from './turn-guard.ts';

/** Brings what stands on GitHub in line with the pull request's newest head. */
export async function reviewPull(intent: ReviewPull, turn: Turn, service: Service, inbox: Inbox): Promise<void> {
  const { repo, pull: number } = intent;
  const forge = await service.forge(repo);
  const state = await forge.pull(number);
  if (!state?.open) return await leave(repo, number, turn, service, inbox);

  const guard = turnGuard(service.ledger, keyOf(intent), turn);
  const at = { repo: repo.id, pull: number, head: state.head };
  await endAnnounced(service, async () => forge, at, replaced(), guard);
  const config = await trustedConfig(forge, state);
  const labels = await trustedLabels(forge, number, state, config);
  const { skip, full } = attentionOf({ draft: state.draft, author: authorOf(state), labels, config: config.config });
  const model = await modelConsent(service, forge, number, state, config.config);
  const { version } = service.tool;
  const inputs = JSON.stringify([version, state.baseRef, state.baseSha, config.blob, skip, full, model.ask]);
  if (!intent.again && (await isShown({ service, forge, intent, state, inputs, guard }))) return;

  const known = await service.ledger.verdictOf(repo.id, number);
  await retire(known, state, service, forge, guard);
  const run = await openCheck({ service, forge, number, state, guard });
  const wanted = { full: full || intent.full, model };
  const job = { service, forge, number, state, config, guard, signal: turn.signal, ...wanted, run };
  const output: CheckOutput =
    config.error !== null ? brokenConfig(config.error) : skip !== null ? notReviewed(skip) : await judgePull(job);
  const before = known?.head === state.head ? timesWithoutModel(known) : 0;
  const rests = output.awaitsModel ? withoutModel(inputs, before + 1) : inputs;
  await showVerdict({ service, forge, guard, run, number, baseRef: state.baseRef, inputs: rests, output });
}

interface Asked {
  service: Service;
  forge: Forge;
  intent: ReviewPull;
  state: PullState;
  inputs: string;
  guard: Guard;
}

/** The commit's check shows this very verdict already. */
async function isShown({ service, forge, intent, state, inputs, guard }: Asked): Promise<boolean> {
  const known = await service.ledger.verdictOf(intent.repo.id, intent.pull);
  if (known === null || known.head !== state.head || known.inputs !== inputs) return false;
  if (known.published) return true;
  // It was about to be shown when the turn ended: perhaps it was.
  const run = await forge.newestCheck(known.head);
  if (run?.status !== 'completed' || run.conclusion !== known.conclusion) return false;
  await guard();
  await service.ledger.record({ ...known, published: true });
  return true;
}

/** A check that was begun on a commit which is not the head any more is not left in progress. */
async function retire(
  known: Verdict | null,
  { head }: PullState,
  service: Service,
  forge: Forge,
  guard: Guard,
): Promise<void> {
  if (known === null || known.published || known.head === head) return;
  await endRun(service, forge, known.head, replaced(), guard);
}

/** The pull request was closed: it holds the check of no commit any more. */
export async function leave(repo: RepoRef, pull: number, turn: Turn, service: Service, inbox: Inbox): Promise<void> {
  const { ledger } = service;
  const last = await ledger.verdictOf(repo.id, pull);
  await endAnnounced(
    service,
    () => service.forge(repo),
    { repo: repo.id, pull, head: null },
    closed(),
    async () => {},
  );
  await ledger.forgetPull(repo.id, pull);
  if (last === null) return;
  if (!last.published) await endRun(service, await service.forge(repo), last.head, closed(), async () => {});
  const others = await ledger.verdicts(repo.id, last.head);
  if (others.length === 0) return;
  const cause = 'pull_request.closed';
  await inbox.accept(
    { id: `${turn.delivery}/others`, event: cause },
    others.map((one) => ({ kind: 'review-pull', repo, pull: one.pull, cause, again: true, full: false })),
  );
}

/** Labels count that someone set who may maintain the repository. */
async function trustedLabels(
  forge: Forge,
  number: number,
  state: PullState,
  { config }: NamedConfig,
): Promise<string[]> {
  const weighty = weightyLabels(state.labels, config);
  if (weighty.length === 0) return [];
  const setters = await forge.labelledBy(number);
  const trusted: string[] = [];
  for (const label of weighty) {
    const setter = setters.get(label);
    if (setter !== undefined && (await forge.maintains(setter))) trusted.push(label);
  }
  return trusted;
}

/** As configuration names authors: bots with `[bot]`. */
function authorOf({ author }: PullState): string | null {
  return author && (author.isBot ? `${author.login}[bot]` : author.login);
}
