import type { Finding, Severity, Suggestion } from '../findings/finding.ts';
import { blamedColumns } from './blame.ts';
import { type ReportContext, standardUrl } from './context.ts';
import { jsonDocument } from './json.ts';
import { sizeOf } from './markdown/fit.ts';
import { judgementProse } from './model-lane.ts';
import type { Review, SourceLines } from './review.ts';
import { shownFindings } from './scope.ts';
import { headline } from './words.ts';

const SEVERITIES: Record<Severity, 'ERROR' | 'WARNING' | 'INFO'> = {
  critical: 'ERROR',
  high: 'ERROR',
  medium: 'WARNING',
  low: 'INFO',
  info: 'INFO',
};

/**
 * The review as reviewdog's diagnostic format: one DiagnosticResult of
 * https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto. Only findings that are new.
 */
export function renderRdjson(review: Review, context: ReportContext): string {
  const { name, url } = context.tool;
  return jsonDocument({
    source: { name, url },
    diagnostics: shownFindings(review).map((finding) => diagnostic(finding, context)),
  });
}

function diagnostic(finding: Finding, context: ReportContext) {
  return {
    message: [`${headline(finding, context).join(' · ')}: ${finding.message}`, ...judgementProse(finding)].join('\n\n'),
    location: { path: finding.path, range: rangeOf(finding, context.lines) },
    severity: SEVERITIES[finding.severity],
    code: codeOf(finding, context),
    // Its suggestions are alternatives of one range each: one that needs several is none.
    ...(finding.suggestion && !finding.suggestion.also ? { suggestions: [replacement(finding.suggestion)] } : {}),
  };
}

function codeOf({ standard: id }: Finding, context: ReportContext) {
  return context.standard(id) ? { value: id, url: standardUrl(context.tool, id) } : { value: id };
}

/** Columns count bytes of UTF-8 from 1; without them a range covers whole lines. */
function rangeOf(finding: Finding, sources: SourceLines) {
  const columns = blamedColumns(finding, sources);
  const lines = sources(finding.path);
  const column = (line: number, units: number) =>
    columns ? { column: sizeOf((lines?.[line - 1] ?? '').slice(0, units)) + 1 } : {};
  return {
    start: { line: finding.line, ...column(finding.line, columns?.start ?? 0) },
    end: { line: finding.endLine, ...column(finding.endLine, columns?.end ?? 0) },
  };
}

/** Whole lines without the last line's ending, or with it where they are deleted. */
function replacement({ line, endLine, text }: Suggestion) {
  const content = text.replace(/\n$/, '');
  const range =
    content === ''
      ? { start: { line, column: 1 }, end: { line: endLine + 1, column: 1 } }
      : { start: { line }, end: { line: endLine } };
  return { range, text: content };
}
