import type { Reply } from './reply.ts';

const FLAG_STATES: readonly Reply['redFlags'][number]['state'][] = ['raised', 'cannot tell', 'clear'];
const VERDICTS: readonly Reply['assessments'][number]['verdict'][] = ['concerns', 'not enough to tell', 'sound'];

/** The answer where there is nothing to ask about. */
export const EMPTY_REPLY: Reply = {
  findings: [],
  corroborations: [],
  assessments: [],
  redFlags: [],
  design: [],
  questions: [],
  tradeOffs: [],
};

/** Answers about parts of one change as one; of verdicts on the same thing the graver stands. */
export function mergedReplies(replies: readonly Reply[]): Reply | null {
  const [first, ...others] = replies;
  if (first === undefined || others.length === 0) return first ?? null;
  const all = <Section extends keyof Reply>(section: Section) =>
    replies.flatMap((reply) => [...reply[section]]) as Reply[Section];
  return {
    findings: all('findings'),
    corroborations: all('corroborations'),
    assessments: gravest(
      all('assessments'),
      ({ area }) => area,
      ({ verdict }) => VERDICTS.indexOf(verdict),
    ),
    redFlags: gravest(
      all('redFlags'),
      ({ flag }) => flag,
      ({ state }) => FLAG_STATES.indexOf(state),
    ),
    design: all('design'),
    questions: all('questions'),
    tradeOffs: all('tradeOffs'),
  };
}

function gravest<Item>(items: readonly Item[], key: (item: Item) => string, gravity: (item: Item) => number): Item[] {
  const kept = new Map<string, Item>();
  for (const item of items) {
    const known = kept.get(key(item));
    if (known === undefined || gravity(item) < gravity(known)) kept.set(key(item), item);
  }
  return [...kept.values()];
}
