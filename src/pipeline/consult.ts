import { cardPlaces, repositoryCard } from '../core/architect/card/card.ts';
import type { Consultation, LeftOut } from '../core/architect/consultation.ts';
import { changedPlaces, dividedChange, materialOf, placesOf, planOf } from '../core/architect/context/material.ts';
import { type Discussion, NO_DISCUSSION } from '../core/architect/discussion.ts';
import type { Model } from '../core/architect/model.ts';
import type { Prompts } from '../core/architect/prompts.ts';
import { systemBlocks } from '../core/architect/request/system.ts';
import { Sight } from '../core/architect/sight.ts';
import { standardsList } from '../core/architect/standards-list.ts';
import { Toolbox } from '../core/architect/tools/toolbox.ts';
import type { PullRequest } from '../core/change/snapshot.ts';
import { pathMatcher } from '../core/config/glob.ts';
import type { RepoConfig } from '../core/config/repo-config.ts';
import type { Finding } from '../core/findings/finding.ts';
import type { GoIndex } from '../core/go/index/go-index.ts';
import type { MapDiff } from '../core/services/diff/diff.ts';
import type { Impact } from '../core/services/diff/impact.ts';
import type { ServiceMap } from '../core/services/service-map.ts';
import type { Standard } from '../core/standards/standard.ts';
import { askInParts } from './ask-in-parts.ts';

export interface Consulting {
  pull: PullRequest;
  config: RepoConfig;
  /** The snapshots folded. */
  indexes: { base: GoIndex; head: GoIndex };
  /** The services of the snapshots; null where no map was made. */
  maps?: { base: ServiceMap; head: ServiceMap; diff: MapDiff } | null;
  impact?: Impact | null;
  /** What the rules found. */
  findings: readonly Finding[];
  /** Commits, issues and other checks, as far as they are at hand. */
  discussion?: Discussion;
  standards: readonly Standard[];
  prompts: Prompts;
  /** Monotonic milliseconds, to bound look-ups. */
  now: () => number;
}

/** Asks the architect model about a change. The model being away is a result and no error. */
export async function consult(input: Consulting, model: Model, signal: AbortSignal): Promise<Consultation> {
  const {
    pull,
    config,
    indexes,
    findings,
    standards,
    prompts,
    maps = null,
    impact = null,
    discussion = NO_DISCUSSION,
  } = input;
  const sight = sightOf(pull, config);
  const { change, base } = pull;
  await sight.load(changedPlaces(change));
  const plan = planOf({
    change,
    index: indexes.head,
    base,
    findings,
    sight,
    maps,
    impact,
    config,
    discussion,
  });
  const card = { base, index: indexes.base, config, sight, map: maps?.base ?? null };
  await sight.load([...cardPlaces(card), ...placesOf(plan)]);
  const { parts, left } = dividedChange(plan);
  const asked = await askInParts(
    parts,
    {
      system: systemBlocks(prompts.persona, standardsList(standards, config), repositoryCard(card)),
      prompts,
      materialOf: (part) => materialOf(plan, part, parts.length === 1 && part === parts[0]),
      toolbox: () => new Toolbox({ sight, indexes, maps, commits: discussion.commits }, input.now),
      budgetUsd: config.model.maxCostUsd,
    },
    model,
    signal,
  );
  return { ...asked, leftOut: [...left, ...unheard(discussion), ...asked.leftOut] };
}

function unheard({ unread }: Discussion): LeftOut[] {
  return unread === undefined ? [] : [{ what: 'commits, linked issues and other checks', reason: unread }];
}

/** What the model may see of the repository. */
export function sightOf({ base, head, blobs }: PullRequest, config: RepoConfig): Sight {
  return new Sight({ base, head, blobs, isExcluded: pathMatcher(config.model.excludePaths) });
}
