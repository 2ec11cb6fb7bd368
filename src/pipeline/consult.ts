import { cardPlaces, repositoryCard } from '../core/architect/card/card.ts';
import type { Consultation } from '../core/architect/consultation.ts';
import { materialOf, placesOf, planOf } from '../core/architect/context/material.ts';
import type { Model } from '../core/architect/model.ts';
import type { Prompts } from '../core/architect/prompts.ts';
import { reviewRequest } from '../core/architect/request/review-request.ts';
import { systemBlocks } from '../core/architect/request/system.ts';
import { Sight } from '../core/architect/sight.ts';
import { standardsList } from '../core/architect/standards-list.ts';
import type { PullRequest } from '../core/change/snapshot.ts';
import { pathMatcher } from '../core/config/glob.ts';
import type { RepoConfig } from '../core/config/repo-config.ts';
import type { Finding } from '../core/findings/finding.ts';
import type { GoIndex } from '../core/go/index/go-index.ts';
import type { ServiceMap } from '../core/services/service-map.ts';
import type { Standard } from '../core/standards/standard.ts';
import { converse } from './converse.ts';

export interface Consulting {
  pull: PullRequest;
  config: RepoConfig;
  /** The snapshots folded. */
  indexes: { base: GoIndex; head: GoIndex };
  /** The services of the snapshots; null where no map was made. */
  maps?: { base: ServiceMap; head: ServiceMap } | null;
  /** What the rules found. */
  findings: readonly Finding[];
  standards: readonly Standard[];
  prompts: Prompts;
}

/** Asks the architect model about a change. The model being away is a result and no error. */
export async function consult(input: Consulting, model: Model, signal: AbortSignal): Promise<Consultation> {
  const { pull, config, indexes, findings, standards, prompts } = input;
  const sight = sightOf(pull, config);
  const plan = planOf({ change: pull.change, index: indexes.head, base: pull.base, findings, sight });
  const card = { base: pull.base, index: indexes.base, config, sight, map: input.maps?.base ?? null };
  await sight.load([...cardPlaces(card), ...placesOf(plan)]);
  const { texts, left } = materialOf(plan);
  const system = systemBlocks(prompts.persona, standardsList(standards, config), repositoryCard(card));
  const request = reviewRequest({ system, material: texts, task: prompts.review, tools: [] });
  return { ...(await converse(request, model, signal)), leftOut: left };
}

/** What the model may see of the repository. */
export function sightOf({ base, head, blobs }: PullRequest, config: RepoConfig): Sight {
  return new Sight({ base, head, blobs, isExcluded: pathMatcher(config.model.excludePaths) });
}
