import type { RepoRef } from '../core/intents/intent.ts';
import type { CheckConclusion } from '../core/publication/check.ts';
import type { ForkPolicy } from '../core/publication/model-consent.ts';
import type { Tool } from '../core/report/index.ts';
import type { ModelUse } from '../core/report/review.ts';
import type { Forge } from './forge.ts';
import type { Judged, JudgeTask } from './judge.ts';
import type { Ledger, Log } from './service-ports.ts';

/** What the service's handlers are given by the edge. */
export interface Service {
  forge(repo: RepoRef): Promise<Forge>;
  ledger: Ledger;
  /** Fetches and judges, away from the thread that answers webhooks. Ends when the signal says so. */
  judge(task: JudgeTask, signal: AbortSignal): Promise<Judged>;
  tool: Tool;
  /** What strangers' forks may spend on the architect model; null where none is set up. */
  modelForks: ForkPolicy | null;
  /** Address of a repository's pages, without a trailing slash. */
  webUrl(repo: RepoRef): string;
  /** Resolves after a time, or rejects when the turn is over. Milliseconds. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** Removes what was kept of these repositories; null for all of the installation. */
  forgetFiles(installation: number, repos: readonly number[] | null): void;
  log: Log;
  /** Counts what checks were completed with. */
  completed(conclusion: CheckConclusion): void;
  /** Counts what the architect model had to do with a review. */
  judgedWith(model: ModelUse): void;
}
