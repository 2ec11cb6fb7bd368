import type { Evidence, Finding, Lane } from './finding.ts';

/** Ids, each with the ids that yield to it. Yielding is transitive. */
export type Subsumes = ReadonlyMap<string, readonly string[]>;

export interface DedupeOptions {
  /** Like `subsumes`, for standards that also win over a claim inside, or around, their own expression. */
  nested?: Subsumes;
}

const STRENGTH: Record<Lane, number> = { D: 2, M: 1, H: 0 };

/**
 * One expression, one finding: repeats become one, and where standards blame one expression the most
 * specific stays. A hint never displaces what may gate, or a guess would switch the gate off.
 * Keeps the order of `findings`.
 */
export function dedupe(findings: readonly Finding[], subsumes: Subsumes, options: DedupeOptions = {}): Finding[] {
  const single = mergeRepeats(findings);
  const [same, nested] = [closureOf(subsumes), closureOf(options.nested ?? new Map())];
  const byPath = Map.groupBy(single, (finding) => finding.path);
  return single.filter(
    (finding) => !byPath.get(finding.path)?.some((other) => displaces(other, finding, { same, nested })),
  );
}

interface Closures {
  same: ReadonlyMap<string, ReadonlySet<string>>;
  nested: ReadonlyMap<string, ReadonlySet<string>>;
}

function displaces(winner: Finding, loser: Finding, { same, nested }: Closures): boolean {
  if (winner === loser || STRENGTH[winner.lane] < STRENGTH[loser.lane]) return false;
  if (winner.start === loser.start && winner.end === loser.end && wins(winner, loser, same)) return true;
  return (holds(winner, loser) || holds(loser, winner)) && wins(winner, loser, nested);
}

/** Two that name each other both stay: nothing says which is the more specific. */
function wins(winner: Finding, loser: Finding, over: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const yields = over.get(winner.standard)?.has(loser.standard) ?? false;
  return yields && !over.get(loser.standard)?.has(winner.standard);
}

function holds(outer: Finding, inner: Finding): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function mergeRepeats(findings: readonly Finding[]): Finding[] {
  const kept = new Map<string, Finding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.standard, finding.path, finding.line, finding.anchor.expression]);
    const first = kept.get(key);
    kept.set(key, first === undefined ? finding : merge(first, finding));
  }
  return [...kept.values()];
}

/** The new one speaks for both, or repeating a defect on its line would hide that it was brought in. */
function merge(first: Finding, second: Finding): Finding {
  const [kept, other] = second.new && !first.new ? [second, first] : [first, second];
  const known = new Set(kept.evidence.map(placeOf));
  return { ...kept, evidence: [...kept.evidence, ...other.evidence.filter((one) => !known.has(placeOf(one)))] };
}

function placeOf({ path, line }: Evidence): string {
  return `${path}:${line}`;
}

function closureOf(relation: Subsumes): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map([...relation.keys()].map((id) => [id, reach(relation, id)]));
}

function reach(relation: Subsumes, id: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...(relation.get(id) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(relation.get(next) ?? []));
  }
  return reached;
}
