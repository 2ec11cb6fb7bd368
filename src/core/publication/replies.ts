import { commit } from '../report/words.ts';
import { withReplyMarker } from './marker.ts';
import type { Closing } from './threads.ts';

/** What the program answers in a thread that is done with. */
export function closingReply(why: Closing, head: string, canResolve: boolean): string {
  const open = canResolve
    ? ''
    : ' This App may not resolve threads (contents: write): resolve it when you have read it.';
  return withReplyMarker(`${SENTENCES[why](commit(head))}${open}`, 'closed');
}

const SENTENCES: Record<Closing, (head: string) => string> = {
  fixed: (head) => `Fixed in ${head}.`,
  silenced: (head) => `Accepted at ${head}: a waiver or an ignore comment with a right to speaks of it.`,
  'stood before': (head) => `At ${head} the base has this, too: it is not the change's any more.`,
  untouched: (head) => `At ${head} this change does not touch the file any more.`,
  'switched off': (head) => `At ${head} the repository's configuration leaves this standard out.`,
};

/** What the program answers when the finding of a closed thread is back. */
export function reopeningReply(head: string): string {
  return withReplyMarker(`This is back in ${commit(head)}.`, 'back');
}
