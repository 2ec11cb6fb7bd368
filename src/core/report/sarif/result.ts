import type { Evidence, Finding, LineEdit, Suggestion } from '../../findings/finding.ts';
import type { ReportContext } from '../context.ts';
import { judgementProse } from '../model-lane.ts';
import { lineEditsOf } from '../patch.ts';
import type { Review, Silenced } from '../review.ts';
import { isAudit } from '../scope.ts';
import { LANE_NOTES, leadingFlag } from '../words.ts';
import { LEVELS } from './level.ts';
import { artifact, blamed, lineOf } from './place.ts';

/** Every finding, the silenced ones with what silences them (SARIF 3.27). */
export function results(review: Review, rules: ReadonlyMap<string, number>, context: ReportContext) {
  const reported = review.findings.map((finding) => {
    const refused = review.silenced.filter(
      (silenced) => !silenced.respected && silenced.finding.fingerprint === finding.fingerprint,
    );
    return result(finding, refused, review, rules, context);
  });
  const hidden = review.silenced
    .filter((silenced) => silenced.respected)
    .map((silenced) => result(silenced.finding, [silenced], review, rules, context));
  return [...reported, ...hidden];
}

function result(
  finding: Finding,
  silenced: readonly Silenced[],
  review: Review,
  rules: ReadonlyMap<string, number>,
  context: ReportContext,
) {
  const flag = leadingFlag(finding, context);
  const note = LANE_NOTES[finding.lane];
  const text = linkless(finding.message);
  return {
    ruleId: finding.standard,
    ruleIndex: rules.get(finding.standard) ?? -1,
    level: LEVELS[finding.severity],
    message: { text: note === null ? text : `${text} (${note})` },
    locations: [blamed(finding, context.lines)],
    relatedLocations: finding.evidence.filter(isAtHead).map(({ path, line, text: source }, i) => ({
      id: i + 1,
      message: { text: linkless(source) },
      ...lineOf(path, line, source),
    })),
    // GitHub follows an alert by the first key, which it otherwise makes from the line's text.
    partialFingerprints: { primaryLocationLineHash: finding.fingerprint, 'goArchitect/v1': finding.fingerprint },
    ...(isAudit(review) ? {} : { baselineState: finding.new ? 'new' : 'unchanged' }),
    ...(finding.suggestion ? { fixes: [fix(finding.path, finding.suggestion)] } : {}),
    // All results must have the property if one has it; empty means not suppressed.
    suppressions: silenced.map(suppression),
    properties: { lane: finding.lane, severity: finding.severity, flag, ...judged(finding) },
  };
}

/** Locations are places of the analysed commit. */
function isAtHead({ side }: Evidence): boolean {
  return side !== 'base';
}

function judged(finding: Finding) {
  const said = judgementProse(finding);
  return said.length === 0 ? {} : { judgement: said.join(' ') };
}

function fix(path: string, suggestion: Suggestion) {
  const edits = lineEditsOf(suggestion);
  return {
    description: { text: edits.every(({ text }) => text === '') ? 'Delete the lines.' : 'Replace the lines.' },
    artifactChanges: [{ artifactLocation: artifact(path), replacements: edits.map(replacement) }],
  };
}

function replacement({ line, endLine, text }: LineEdit) {
  const content = text.replace(/\n$/, '');
  // Without columns a region ends before the line's ending, which a deletion must take too.
  const deletedRegion =
    content === ''
      ? { startLine: line, startColumn: 1, endLine: endLine + 1, endColumn: 1 }
      : { startLine: line, endLine };
  return { deletedRegion, insertedContent: { text: content } };
}

function suppression({ by, reason, path, line, respected }: Silenced) {
  return {
    kind: by === 'ignore comment' || by === 'generated header' ? 'inSource' : 'external',
    status: respected ? 'accepted' : 'rejected',
    justification: reason === null ? by : `${by}: ${reason}`,
    location: lineOf(path, line),
  };
}

/** `[text](target)` in a plain message is a link (SARIF 3.11.6); in Go it is `map[string](T)`. */
function linkless(message: string): string {
  return /\]\(/.test(message) ? message.replace(/[\\[\]]/g, '\\$&') : message;
}
