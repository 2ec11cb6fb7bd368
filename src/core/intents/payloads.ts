import { z } from 'zod';
import type { RepoRef } from './intent.ts';

/**
 * Payloads of webhooks, as far as the service reads them: https://docs.github.com/webhooks/webhook-events-and-payloads
 */

const Commit = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/);
const Installation = z.object({ id: z.int() });
const Repository = z.object({ id: z.int(), name: z.string(), owner: z.object({ login: z.string() }) });
const MadeByApp = z.object({ head_sha: Commit, app: z.object({ id: z.int() }).nullable() });

/** Whoever caused an event: for bots of Apps, `slug[bot]`. */
export const Caused = z.object({ sender: z.object({ login: z.string() }).nullish() });

export const InRepository = z.object({ installation: Installation, repository: Repository });
export type InRepository = z.infer<typeof InRepository>;

export const PullRequestEvent = InRepository.extend({
  pull_request: z.object({
    number: z.int().positive(),
    state: z.enum(['open', 'closed']),
    head: z.object({ sha: Commit }),
    base: z.object({ ref: z.string() }),
  }),
});

export const PullRequestEdited = PullRequestEvent.extend({ changes: z.object({ base: z.object().optional() }) });

const InPublic = InRepository.extend({ repository: Repository.extend({ private: z.boolean() }) });
const End = z.object({ repo: z.object({ id: z.int() }).nullable() });

export const ReviewEvent = InPublic.extend({
  pull_request: z.object({ number: z.int().positive(), head: End, base: End }),
  review: z.object({ author_association: z.string() }),
});

/** Comments on issues come in the same event: those have no `pull_request`. */
export const CommentEvent = InPublic.extend({
  issue: z.object({ number: z.int().positive(), pull_request: z.object().nullish() }),
  comment: z.object({ body: z.string(), author_association: z.string() }),
});

export const MergeGroupEvent = InRepository.extend({
  merge_group: z.object({ head_sha: Commit, base_sha: Commit, base_ref: z.string() }),
});

export const CheckRunEvent = InRepository.extend({ check_run: MadeByApp });

export const CheckRunAction = CheckRunEvent.extend({ requested_action: z.object({ identifier: z.string() }) });

export const CheckSuiteEvent = InRepository.extend({ check_suite: MadeByApp });

export const PushEvent = InRepository.extend({
  ref: z.string(),
  after: Commit,
  deleted: z.boolean(),
  repository: Repository.extend({ default_branch: z.string() }),
});

export const InstallationEvent = z.object({ installation: Installation });

export const RepositoriesRemoved = InstallationEvent.extend({
  repositories_removed: z.array(z.object({ id: z.int() })),
});

export function repoOf({ installation, repository }: InRepository): RepoRef {
  return {
    installation: installation.id,
    id: repository.id,
    owner: repository.owner.login,
    name: repository.name,
  };
}
