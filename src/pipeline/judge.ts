import type { Change } from '../core/change/change.ts';
import type { PullRequest } from '../core/change/snapshot.ts';
import { decodeText } from '../core/change/text.ts';
import { CONFIG_PATH } from '../core/config/repo-config.ts';
import type { LastReview } from '../core/findings/late.ts';
import type { RepoRef } from '../core/intents/intent.ts';
import type { Outcome, Ports } from './ports.ts';
import { checkConfig, type TrustedConfig } from './read-config.ts';
import { review } from './review.ts';

/** What is to be judged: plain data, since it is done away from the thread that answers webhooks. */
export interface JudgeTask {
  repo: RepoRef;
  range: PullRange | CommitRange;
  config: TrustedConfig;
  /** The architect model may be asked, if there is one. */
  model: boolean;
  /** What was said of an earlier head; null for the first review. */
  last: LastReview | null;
}

export interface PullRange {
  pull: number;
  title: string;
  body: string | null;
  /** Head of the base branch; the merge base with it is what counts. */
  base: string;
  head: string;
}

/** What a commit changes of another that it builds on. */
export interface CommitRange {
  base: string;
  head: string;
}

export interface Judged {
  outcome: Outcome;
  change: Change;
  /** Of a configuration that the change itself edits: why it could not be used, null when it could. */
  newConfig: { error: string | null } | null;
  /** Id of what `architect replay` runs again. */
  recording?: string;
}

/** Judges a change that is open, and closes it. */
export async function judge(
  pull: PullRequest,
  { config, last, model }: Pick<JudgeTask, 'config' | 'last' | 'model'>,
  ports: Ports,
): Promise<Judged> {
  try {
    const asked = model ? ports : { ...ports, model: null };
    const outcome = await review(pull, asked, { failOn: null, config, last });
    return { outcome, change: pull.change, newConfig: await newConfigOf(pull) };
  } finally {
    await pull.close();
  }
}

async function newConfigOf({ change, head, blobs }: PullRequest): Promise<Judged['newConfig']> {
  const changed = change.files.some((file) => file.path === CONFIG_PATH && file.status !== 'deleted');
  const entry = head.entries.get(CONFIG_PATH);
  if (!changed || entry === undefined) return null;
  for await (const blob of blobs.read([entry.blob]))
    if ('bytes' in blob) return { error: checkConfig(decodeText(blob.bytes).text).error };
  return { error: 'it could not be read' };
}
