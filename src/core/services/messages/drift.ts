import type { GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { closureOf } from '../reach/closure.ts';
import type { ServiceMap } from '../service-map.ts';
import { isCoded, type MessageKey, type MessageType, namesakes } from './message-types.ts';

/** A message that its reader expects otherwise than its sender makes it. */
export interface Drift {
  from: string;
  to: string;
  sent: MessageType;
  read: MessageType;
  /** What the reader takes from it. */
  wanted: MessageKey;
  /** What the sender has in its place: the same key of another kind, or a key that the reader does not know. */
  given: MessageKey | null;
}

/** Words that only what is sent is called by. */
const MESSAGE =
  /(?:Event|Message|Msg|Payload|Created|Updated|Deleted|Placed|Paid|Confirmed|Cancell?ed|Completed|Failed|Shipped|Requested)$/i;

/** Messages between services of which each side declares its own struct, and the two have come apart. */
export function driftsOf(map: ServiceMap, index: GoIndex): Drift[] {
  const pairs = pairsOf(map);
  if (pairs.length === 0) return [];
  const groups = namesakes(index);
  if (groups.length === 0) return [];
  const builtOf = new Map<string, ReadonlySet<SourcePackage>>();
  for (const { name, main } of map.services)
    if (main !== null && pairs.some(({ from, to }) => from === name || to === name))
      builtOf.set(name, closureOf(index, main));
  const has = (service: string, one: MessageType) => builtOf.get(service)?.has(one.package) ?? false;
  const found: Drift[] = [];
  for (const group of groups)
    for (const { from, to } of pairs) {
      const sent = group.filter((one) => has(from, one) && !has(to, one) && isSent(one));
      const read = group.filter((one) => has(to, one) && !has(from, one) && isCoded(one, 'decoded'));
      // Which of several is meant is not told.
      const [sender, reader] = [sent[0], read[0]];
      if (sender && reader && sent.length === 1 && read.length === 1)
        found.push(...between(sender, reader).map((drift) => ({ from, to, ...drift })));
    }
  return found;
}

/** Services of which one writes to the broker that the other reads from. */
function pairsOf({ services, edges }: ServiceMap): { from: string; to: string }[] {
  const running = new Set(services.filter(({ kind }) => kind === 'go').map(({ name }) => name));
  const called = edges.filter(({ state, from }) => state === 'called' && running.has(from));
  const pairs = new Map<string, { from: string; to: string }>();
  for (const out of called)
    if (out.kind === 'publish')
      for (const into of called)
        if (into.kind === 'consume' && into.to === out.to && into.from !== out.from)
          pairs.set(`${out.from}\0${into.from}`, { from: out.from, to: into.from });
  return [...pairs.values()];
}

function isSent(one: MessageType): boolean {
  return MESSAGE.test(one.name) || isCoded(one, 'encoded');
}

function between(sent: MessageType, read: MessageType): Omit<Drift, 'from' | 'to'>[] {
  const made = new Map(sent.keys.map((one) => [one.key.toLowerCase(), one]));
  const known = new Set(read.keys.map(({ key }) => key.toLowerCase()));
  const common = read.keys.filter(({ key }) => made.has(key.toLowerCase()));
  // Two messages that only share a name.
  if (common.length < 2 || common.length * 2 < read.keys.length) return [];
  const left = sent.keys.filter(({ key }) => !known.has(key.toLowerCase()));
  return read.keys.flatMap((wanted) => {
    if (wanted.optional || !isRead(read, wanted)) return [];
    const same = made.get(wanted.key.toLowerCase());
    if (same) return areApart(same, wanted) ? [{ sent, read, wanted, given: same }] : [];
    const given = left.toSorted((a, b) => likeness(b.key, wanted.key) - likeness(a.key, wanted.key))[0] ?? null;
    return [{ sent, read, wanted, given }];
  });
}

/** Something of the reader's package takes the field. */
function isRead({ package: own }: MessageType, { field }: MessageKey): boolean {
  return own.files.some(
    ({ path, facts }) =>
      !path.endsWith('_test.go') && facts.functions.some(({ uses }) => uses.includes(`.${field.name}`)),
  );
}

/** JSON has another kind of value for the two. */
function areApart(a: MessageKey, b: MessageKey): boolean {
  const [one, other] = [kindOf(a.field.type), kindOf(b.field.type)];
  return one !== null && other !== null && one !== other;
}

function kindOf(type: string): string | null {
  if (type === 'string') return 'text';
  if (/^(?:u?int(?:8|16|32|64)?|float(?:32|64))$/.test(type)) return 'number';
  if (type === 'bool') return 'truth';
  return /^\[\](?!byte$)/.test(type) ? 'list' : null;
}

/** Words that two keys have in common. */
function likeness(a: string, b: string): number {
  const words = (key: string) =>
    new Set(
      key
        .replace(/([a-z])([A-Z])/g, '$1_$2')
        .toLowerCase()
        .split(/[^a-z0-9]+/),
    );
  return [...words(a)].filter((word) => words(b).has(word)).length;
}
