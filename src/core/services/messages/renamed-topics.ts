import type { ChangedEdge, MapDiff } from '../diff/diff.ts';

/** A topic, queue or subject that the change renames at one of its ends. */
export interface RenamedTopic {
  /** `publish`: whoever writes has moved, `consume`: whoever reads. */
  moved: 'publish' | 'consume';
  was: string;
  now: string;
  /** The end that moved, at head. */
  mover: ChangedEdge;
  /** The other end, which stayed. */
  stayed: ChangedEdge;
}

type Named = ChangedEdge & { subject: string };

/**
 * Topics on which two services of the repository met at base, and of which one alone moved to another that is called
 * much the same and that the other side does not know. Where some name is not known, nobody can tell.
 */
export function renamedTopics({ edges }: MapDiff): RenamedTopic[] {
  const exchanged = edges.filter(({ kind }) => kind === 'publish' || kind === 'consume');
  if (!exchanged.some(({ change }) => change === 'added')) return [];
  const brokers = Map.groupBy(exchanged, ({ to }) => to);
  return [...brokers.values()].flatMap((all) => {
    const atHead = all.filter(({ change }) => change !== 'removed');
    if (!atHead.every(isNamed)) return [];
    return [
      ...movedIn(all.filter(isNamed), 'publish', 'consume'),
      ...movedIn(all.filter(isNamed), 'consume', 'publish'),
    ];
  });
}

/** Every name is a plain one: no pattern, no setting that nobody makes. */
function isNamed(edge: ChangedEdge): edge is Named {
  return edge.subject !== null && edge.state !== 'unresolved' && !/[*>#^${}]/.test(edge.subject);
}

function movedIn(all: readonly Named[], moved: 'publish' | 'consume', other: 'publish' | 'consume'): RenamedTopic[] {
  const namesAt = (kind: 'publish' | 'consume', gone: 'added' | 'removed') =>
    new Set(all.flatMap((edge) => (edge.kind === kind && edge.change !== gone ? edge.subject : [])));
  const [before, now, others] = [namesAt(moved, 'added'), namesAt(moved, 'removed'), namesAt(other, 'removed')];
  const called = all.filter(({ state }) => state === 'called');
  return called.flatMap((left): RenamedTopic[] => {
    const { kind, change, subject: was, from } = left;
    if (kind !== moved || change !== 'removed' || now.has(was)) return [];
    const stayed = called.find((edge) => edge.kind === other && edge.subject === was && edge.change === 'same');
    const likely = called.filter(
      (edge) =>
        edge.kind === moved &&
        edge.change === 'added' &&
        edge.from === from &&
        areAlike(edge.subject, was) &&
        !others.has(edge.subject) &&
        !before.has(edge.subject),
    );
    const [mover] = likely;
    return stayed && mover && likely.length === 1 ? [{ moved, was, now: mover.subject, mover, stayed }] : [];
  });
}

/** Half of the words of either are the other's. */
function areAlike(a: string, b: string): boolean {
  const [one, other] = [wordsOf(a), wordsOf(b)];
  const common = [...one].filter((word) => other.has(word)).length;
  return common * 2 >= Math.max(one.size, other.size) && common > 0;
}

/** `order`, `placed` of `Orders.placed`. */
function wordsOf(name: string): Set<string> {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return new Set(words.filter((word) => word !== '').map((word) => word.replace(/(?<=\w{3})s$/, '')));
}
