import type { Change } from '../change/change.ts';
import { compareText } from './order.ts';

/** `''` for a file at the root. */
export function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/**
 * Directories that the change renames, base to head: those of whose changed files the most went to one
 * other place. A parent follows its children (`a/x` to `b/x` also moves `a` to `b`).
 */
export function renamedDirectories(change: Change): ReadonlyMap<string, string> {
  const votes = new Map<string, Map<string, number>>();
  for (const file of change.files) {
    if (file.basePath === null || (file.status !== 'renamed' && file.status !== 'modified')) continue;
    for (const [from, to] of moves(directoryOf(file.basePath), directoryOf(file.path))) {
      const targets = votes.get(from) ?? new Map<string, number>();
      votes.set(from, targets.set(to, (targets.get(to) ?? 0) + 1));
    }
  }
  const renamed = new Map<string, string>();
  for (const [from, targets] of votes) {
    const to = mostVoted(targets);
    if (to !== from) renamed.set(from, to);
  }
  return renamed;
}

/** The directory pairs, from the inside out, that a file's move from `from` to `to` speaks for. */
function moves(from: string, to: string): [string, string][] {
  const pairs: [string, string][] = [[from, to]];
  let [base, head] = [from, to];
  while (base !== '' && head !== '' && nameOf(base) === nameOf(head)) {
    base = directoryOf(base);
    head = directoryOf(head);
    pairs.push([base, head]);
  }
  return pairs;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function mostVoted(targets: ReadonlyMap<string, number>): string {
  const [first] = [...targets].sort(([a, m], [b, n]) => n - m || compareText(a, b));
  return first?.[0] ?? '';
}
