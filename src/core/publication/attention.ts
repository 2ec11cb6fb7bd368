import type { RepoConfig } from '../config/repo-config.ts';

/** What decides whether, and how much of, a pull request is reviewed. */
export interface Attention {
  /** Why it is not reviewed; null when it is. */
  skip: string | null;
  /** Post every finding, whatever the cap. */
  full: boolean;
}

export interface AttentionInput {
  draft: boolean;
  /** Login; of bots with `[bot]`. Null for a deleted account. */
  author: string | null;
  /** Labels that someone with maintain permission set. */
  labels: readonly string[];
  config: RepoConfig;
}

export function attentionOf({ draft, author, labels, config }: AttentionInput): Attention {
  const full = config.labels.full.find((label) => has(labels, label));
  if (full !== undefined) return { skip: null, full: true };
  const skipping = config.labels.skip.find((label) => has(labels, label));
  if (skipping !== undefined) return { skip: `it has the label ${skipping}`, full: false };
  if (author !== null && has(config.skipAuthors, author)) return { skip: `it is by ${author}`, full: false };
  if (draft && config.drafts === 'skip') return { skip: 'it is a draft', full: false };
  return { skip: null, full: false };
}

/** Labels that would count if someone with the right to set them. */
export function weightyLabels(labels: readonly string[], config: RepoConfig): string[] {
  return labels.filter((label) => has([...config.labels.skip, ...config.labels.full], label));
}

/** GitHub takes labels and logins for the same whatever their case. */
function has(list: readonly string[], name: string): boolean {
  return list.some((one) => one.toLowerCase() === name.toLowerCase());
}
