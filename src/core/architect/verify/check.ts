import type { Subsumes } from '../../findings/dedupe.ts';
import type { Finding } from '../../findings/finding.ts';
import { SEVERITIES } from '../../findings/finding.ts';
import type { Annotation } from '../discussion.ts';
import { CONFIDENCES, type Reply } from '../reply.ts';
import type { Candidate } from './candidate.ts';
import { candidateOf } from './candidates.ts';
import { Drops } from './drops.ts';
import { addCorroborations, mergeRepeats } from './merge.ts';
import type { Repository } from './repository.ts';
import { isSaidElsewhere } from './said-elsewhere.ts';
import { checkSections, type Sections } from './sections.ts';
import { Library, type Texts } from './texts.ts';

export interface Checked {
  /** To be looked at a second time, the weightiest first. */
  candidates: Candidate[];
  /** What the model adds to findings of the rules, by fingerprint. */
  notes: ReadonlyMap<string, string>;
  sections: Sections;
  library: Library;
  drops: Drops;
}

export interface CheckInput {
  reply: Reply;
  texts: Texts;
  repository: Repository;
  /** Of the rules. */
  findings: readonly Finding[];
  /** Of other checks. */
  annotations: readonly Annotation[];
  subsumes: Subsumes;
  areas: ReadonlySet<string>;
}

/** Holds an answer against the code: what quotes, names or claims something that is not so does not pass. */
export function checkReply({ reply, texts, repository, findings, annotations, subsumes, areas }: CheckInput): Checked {
  const library = new Library(texts);
  const drops = new Drops();
  const drop = drops.add.bind(drops);
  const found: Candidate[] = [];
  for (const finding of reply.findings) {
    const candidate = candidateOf(finding, library, repository);
    if ('dropped' in candidate) drop(candidate.dropped);
    else if (found.some((other) => isRepeat(candidate, other))) drop('said already');
    else found.push(candidate);
  }
  const merged = mergeRepeats(found, findings, subsumes, drop);
  // What a rule says, too, no other check takes back.
  merged.candidates = merged.candidates.filter((candidate) => {
    const isRepeated = candidate.hint === null && isSaidElsewhere(candidate, annotations);
    if (isRepeated) drop('said by another check');
    return !isRepeated;
  });
  addCorroborations(merged, reply.corroborations, findings, { library, repository }, drop);
  return {
    candidates: merged.candidates.toSorted((a, b) => weight(a) - weight(b)),
    notes: merged.notes,
    sections: checkSections(reply, { library, repository, areas }, drop),
    library,
    drops,
  };
}

function isRepeat({ claim }: Candidate, { claim: other }: Candidate): boolean {
  return claim.standard === other.standard && claim.path === other.path && claim.start === other.start;
}

/** Less is weightier. */
function weight({ claim, said }: Candidate): number {
  return SEVERITIES.indexOf(claim.severity) * 3 + CONFIDENCES.indexOf(said.confidence);
}
