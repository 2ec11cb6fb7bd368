import type { z } from 'zod';
import type { RepoRef } from './intent.ts';
import { MergeGroupEvent, PullRequestEvent, repoOf } from './payloads.ts';

/** A commit that a verdict is asked for, as the webhook names it: it may be old when anyone acts on it. */
export interface Announcement {
  repo: RepoRef;
  head: string;
  /** Null for the commit of a merge queue. */
  pull: { number: number; baseRef: string; isOpen: boolean } | null;
}

/** Of two announcements with one subject only the newer one matters. */
export function subjectOf({ repo, pull, head }: Announcement): string {
  return `${repo.id}/${pull?.number ?? head}`;
}

/** What an event announces. @throws ZodError when the payload is none of that event */
export type Announce = (payload: unknown) => Announcement;

export const announcePull = announcing(PullRequestEvent, (payload) => {
  const { number, head, base, state } = payload.pull_request;
  return { repo: repoOf(payload), head: head.sha, pull: { number, baseRef: base.ref, isOpen: state === 'open' } };
});

export const announceMergeGroup = announcing(MergeGroupEvent, (payload) => ({
  repo: repoOf(payload),
  head: payload.merge_group.head_sha,
  pull: null,
}));

function announcing<Payload extends z.ZodType>(
  schema: Payload,
  read: (payload: z.infer<Payload>) => Announcement,
): Announce {
  return (payload) => read(schema.parse(payload));
}
