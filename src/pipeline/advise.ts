import type { Consultation } from '../core/architect/consultation.ts';
import { sumOfCuts } from '../core/architect/consultation.ts';
import { NO_DISCUSSION } from '../core/architect/discussion.ts';
import { sumOfUsage } from '../core/architect/usage.ts';
import { carriedOver, withCarried } from '../core/architect/verify/carry-over.ts';
import { checkReply } from '../core/architect/verify/check.ts';
import { compareCandidates } from '../core/architect/verify/compare.ts';
import { repositoryOf } from '../core/architect/verify/repository-of.ts';
import { NO_SECTIONS, type Sections } from '../core/architect/verify/sections.ts';
import { roomFor, settle } from '../core/architect/verify/settle.ts';
import { quotedPaths } from '../core/architect/verify/texts.ts';
import type { Finding } from '../core/findings/finding.ts';
import { type LastReview, lateness } from '../core/findings/late.ts';
import type { BlobFacts } from '../core/go/analysed.ts';
import { MODEL_OFF, type ModelUse, type Review } from '../core/report/review.ts';
import { CATALOGUE, standardById } from '../core/standards/registry.ts';
import { areaOf } from '../core/standards/standard.ts';
import { type Consulting, consult, sightOf } from './consult.ts';
import { lookAll } from './look-all.ts';
import type { Ports } from './ports.ts';

export interface Advising extends Omit<Consulting, 'prompts' | 'standards' | 'now' | 'discussion'> {
  facts: ReadonlyMap<string, BlobFacts>;
  last: LastReview | null;
}

/** What the architect model adds to what the rules found. */
export interface Advice {
  /** Those of the rules, with its notes, and its own. */
  findings: Finding[];
  sections: Pick<Sections, 'redFlags'>;
  /** Code that mends a finding, by fingerprint: to be proven. */
  replacements: ReadonlyMap<string, string>;
  /** What the reports say of it, beside findings and red flags. */
  shown: Pick<Review, 'model' | 'commentary' | 'questions' | 'tradeOffs'>;
}

const SUBSUMES = new Map(CATALOGUE.map(({ id, subsumes }) => [id, subsumes ?? []]));
const AREAS = new Set(CATALOGUE.map(({ id }) => areaOf(id)));

/** Asks the architect model, and shows of its answer what holds. Its being away is said, and changes nothing else. */
export async function advise(input: Advising, ports: Ports): Promise<Advice> {
  const { pull, config, last, findings } = input;
  const { change } = pull;
  const { model, prompts, signal = new AbortController().signal } = ports;
  const carried = carriedOver(last, change);
  const rest = withCarried(findings, carried.holding);
  const unsettled = carried.open.map(({ fingerprint }) => fingerprint);
  if (!model || !prompts || !config.model.enabled) return silent(rest, { ...MODEL_OFF, unsettled });

  const discussion = (await pull.discussion?.()) ?? NO_DISCUSSION;
  const asking = { ...input, discussion, standards: CATALOGUE, prompts, now: ports.now };
  const consultation = await consult(asking, model, signal);
  const { reply } = consultation;
  if (reply === null) return silent(rest, { ...useOf(consultation), unsettled });

  const sight = sightOf(pull, config);
  const quoted = quotedPaths(reply);
  const places = (['head', 'base'] as const).flatMap((side) => [...quoted[side]].map((path) => ({ side, path })));
  await sight.load(places);
  const texts = { head: new Map<string, string>(), base: new Map<string, string>() };
  for (const { side, path } of places) {
    const lines = sight.lines(side, path);
    if (lines) texts[side].set(path, lines.join('\n'));
  }
  const repository = repositoryOf({
    change,
    index: input.indexes.head,
    config,
    standard: standardById,
    maps: input.maps ? [input.maps.base, input.maps.head] : null,
    paths: [...pull.head.entries.keys(), ...pull.base.entries.keys()],
    facts: input.facts.values(),
    texts: [...texts.head.values(), ...texts.base.values()],
  });
  // Anybody who runs a check can annotate: where the model alone may hold the gate, that takes nothing back.
  const annotations = config.model.gates === 'always' ? [] : discussion.annotations;
  const checked = checkReply({ reply, texts, repository, findings, annotations, subsumes: SUBSUMES, areas: AREAS });
  const { drops, sections } = checked;
  const drop = drops.add.bind(drops);

  const isLate = lateness(last, change);
  const standing = new Set(carried.holding.map(({ fingerprint }) => fingerprint));
  const fresh = compareCandidates(checked.candidates, change, input.indexes.head).filter(({ finding }) => {
    if (standing.has(finding.fingerprint)) return false;
    if (isLate(finding)) drop('not said before of the same code');
    return !isLate(finding);
  });
  const snapshots = { change, indexes: input.indexes, sight };
  const looked = await lookAll(fresh, sections.redFlags, snapshots, { model, prompt: prompts.verify }, signal, drop);
  const room = roomFor(changedLines(input)) - carried.holding.filter(({ aside }) => !aside).length;
  const settled = settle(looked.judged, room, drop);
  const own = [...carried.holding, ...settled.findings];
  return {
    findings: withCarried(findings, own).map((finding) => noted(finding, checked.notes)),
    sections: looked,
    replacements: settled.replacements,
    shown: shownOf(sections, {
      ...useOf(consultation),
      ...(looked.failure === null ? {} : absence(looked.failure)),
      models: [...new Set([...consultation.models, ...looked.models])],
      calls: consultation.calls + looked.calls,
      usage: sumOfUsage([consultation.usage, ...looked.usage]),
      dropped: sumOfCuts([consultation.cut, drops.toRecord()]),
    }),
  };
}

function silent(findings: Finding[], use: ModelUse): Advice {
  return { findings, sections: NO_SECTIONS, replacements: new Map(), shown: { model: use } };
}

function shownOf({ assessments, design, questions, tradeOffs }: Sections, model: ModelUse): Advice['shown'] {
  return { model, commentary: { assessments, design }, questions, tradeOffs };
}

function useOf({ reply, failure, models, calls, usage, leftOut, cut }: Consultation): ModelUse {
  const used = { models: [...models], calls, usage, leftOut: [...leftOut], dropped: { ...cut }, unsettled: [] };
  if (reply !== null) return { state: 'used', why: failure?.why ?? null, failure: failure?.kind ?? null, ...used };
  return { ...used, ...absence(failure ?? { kind: 'malformed', why: 'there was no answer' }) };
}

function absence({ kind, why }: NonNullable<Consultation['failure']>): Pick<ModelUse, 'state' | 'why' | 'failure'> {
  return { state: kind === 'over-budget' ? 'over-budget' : 'unavailable', why, failure: kind };
}

function noted(finding: Finding, notes: ReadonlyMap<string, string>): Finding {
  const note = finding.lane === 'M' ? undefined : notes.get(finding.fingerprint);
  return note === undefined ? finding : { ...finding, note };
}

function changedLines({ pull }: Advising): number {
  const hunks = pull.change.files.flatMap((file) => file.hunks);
  return hunks.reduce((sum, { lines }) => sum + lines.filter(({ kind }) => kind !== 'context').length, 0);
}
