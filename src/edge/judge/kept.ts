import { RecentFacts } from '../cache/recent-facts.ts';
import { Folder } from '../parse/folder.ts';
import { type Order, repositoryOf } from './protocol.ts';

/** The code of a repository as the last review left it: the next one reads anew what differs. */
interface Kept {
  facts: RecentFacts;
  folder: Folder;
}

let last: { of: string; kept: Kept } | null = null;

/** What this thread keeps of the order's repository; of one repository at a time. */
export function keptOf(order: Order): Kept {
  const of = repositoryOf(order);
  if (last?.of !== of) last = { of, kept: { facts: new RecentFacts(), folder: new Folder() } };
  return last.kept;
}
