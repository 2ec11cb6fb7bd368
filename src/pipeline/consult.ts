import type { Consultation } from '../core/architect/consultation.ts';
import { materialOf, placesOf } from '../core/architect/context/material.ts';
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
import type { Standard } from '../core/standards/standard.ts';
import { converse } from './converse.ts';

export interface Consulting {
  pull: PullRequest;
  config: RepoConfig;
  /** The snapshots folded. */
  indexes: { base: GoIndex; head: GoIndex };
  /** What the rules found. */
  findings: readonly Finding[];
  standards: readonly Standard[];
  prompts: Prompts;
}

/** Asks the architect model about a change. The model being away is a result and no error. */
export async function consult(input: Consulting, model: Model, signal: AbortSignal): Promise<Consultation> {
  const { pull, config, indexes, findings, standards, prompts } = input;
  const sight = sightOf(pull, config);
  const subject = { change: pull.change, index: indexes.head, findings, sight };
  await sight.load(placesOf(subject));
  const { texts, left } = materialOf(subject);
  const system = systemBlocks(prompts.persona, standardsList(standards, config), '');
  const request = reviewRequest({ system, material: texts, task: prompts.review, tools: [] });
  return { ...(await converse(request, model, signal)), leftOut: left };
}

/** What the model may see of the repository. */
export function sightOf({ base, head, blobs }: PullRequest, config: RepoConfig): Sight {
  return new Sight({ base, head, blobs, isExcluded: pathMatcher(config.model.excludePaths) });
}
