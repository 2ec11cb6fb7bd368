import { SEVERITIES, type Severity } from '../../findings/finding.ts';
import { OTHER } from '../../report/words.ts';
import type { ReplyFinding } from '../reply.ts';
import type { Candidate } from './candidate.ts';
import { clean } from './clean.ts';
import { contradicts } from './contradiction.ts';
import type { DropReason } from './drops.ts';
import { anchorAt, locateAnchor, locateEvidence } from './locate.ts';
import { unknownName } from './names.ts';
import type { Repository } from './repository.ts';
import type { Library } from './texts.ts';

/** A finding of the model with its places found, or why it is not worth a second look. */
export function candidateOf(
  finding: ReplyFinding,
  library: Library,
  repository: Repository,
): Candidate | { dropped: DropReason } {
  const { path } = finding;
  const standard = repository.standard(finding.standard, path);
  if (standard?.off) return { dropped: 'switched off' };
  const text = library.text('head', path)?.text;
  if (text === undefined) return { dropped: 'no such file' };
  const place = locateAnchor(finding, library, repository);
  if (place === null) return { dropped: 'quote not found' };
  const evidence = locateEvidence(finding.evidence, library, repository);
  if (finding.evidence.length > 0 && evidence.length === 0) return { dropped: 'evidence not found' };
  const message = clean(`${sentence(finding.claim)} ${finding.impact}`);
  if (message === '' || unknownName(message, repository.names) !== null) return { dropped: 'names what is not there' };
  if (contradicts(message, repository)) return { dropped: 'contradicts what was computed' };
  return {
    claim: {
      standard: standard ? finding.standard : OTHER,
      lane: 'M',
      severity: standard ? milder(finding.severity, standard.severity) : finding.severity,
      path,
      ...place,
      message,
      evidence: evidence.filter(({ side }) => side !== 'base'),
      suggestion: null,
      anchor: anchorAt(path, place, text, repository),
    },
    hint: null,
    said: finding,
    recommendation: clean(finding.recommendation),
    alternatives: finding.alternatives.map(({ option, tradeOff }) => ({
      option: clean(option),
      tradeOff: clean(tradeOff),
    })),
    baseEvidence: evidence.filter(({ side }) => side === 'base'),
  };
}

/** The catalogue, and who configures it, know what a standard is worth; the model may only think less of it. */
function milder(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) > SEVERITIES.indexOf(b) ? a : b;
}

function sentence(prose: string): string {
  const trimmed = prose.trim();
  return trimmed === '' || /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
