import type { Evidence, Finding, LineEdit } from '../findings/finding.ts';
import type { Impact } from '../services/diff/impact.ts';
import { areaOf } from '../standards/standard.ts';
import type { ReportContext } from './context.ts';
import { escapeHiddenInJson } from './hidden.ts';
import type { Review } from './review.ts';
import { type JsonReview, SCHEMA_VERSION } from './schema.ts';
import { leadingFlag } from './words.ts';

/** The review as JSON of docs/schema/review.schema.json: stable key order, indented by two. */
export function renderJson(review: Review, context: ReportContext): string {
  return jsonDocument(jsonReview(review, context));
}

/** Serialised so that a terminal or an editor shows hidden characters instead of obeying them. */
export function jsonDocument(value: unknown): string {
  return `${escapeHiddenInJson(JSON.stringify(value, null, 2))}\n`;
}

export function jsonReview(review: Review, context: ReportContext): JsonReview {
  const { change, gate, model, timings } = review;
  return {
    schema: SCHEMA_VERSION,
    change: { base: change.base, head: change.head, title: change.title },
    findings: review.findings.map((finding) => jsonFinding(finding, context)),
    silenced: review.silenced.map(({ finding, by, reason, path, line, respected }) => ({
      finding: jsonFinding(finding, context),
      by,
      reason,
      path,
      line,
      respected,
    })),
    redFlags: review.redFlags.map(({ flag, state, findings, reason, advisory }) => ({
      flag,
      state,
      findings,
      ...(reason === null ? {} : { reason }),
      ...(advisory ? { advisory } : {}),
    })),
    services: review.services.map(({ name, root, kind = 'go', change: changed = 'same' }) => ({
      name,
      root,
      kind,
      change: changed,
    })),
    edges: review.edges.map(({ from, to, kind, state, subject, change: changed, path, line, evidence }) => ({
      from,
      to,
      kind,
      state,
      subject: subject ?? null,
      change: changed,
      path,
      line,
      evidence: evidence.map(jsonEvidence),
    })),
    ...(review.impact ? { impact: jsonImpact(review.impact) } : {}),
    ...(review.siblings ? { siblings: review.siblings } : {}),
    coverage: review.coverage.map(({ path, state, reason }) => ({ path, state, reason })),
    gate: { conclusion: gate.conclusion, reasons: gate.reasons },
    model: {
      state: model.state,
      why: model.why,
      failure: model.failure,
      models: model.models,
      calls: model.calls,
      usage: model.usage,
      dropped: model.dropped,
      leftOut: model.leftOut,
    },
    ...(review.commentary ? { commentary: review.commentary } : {}),
    ...(review.questions ? { questions: review.questions } : {}),
    ...(review.tradeOffs ? { tradeOffs: review.tradeOffs } : {}),
    timings,
    ...(review.stats ? { stats: review.stats } : {}),
  };
}

function jsonImpact({ offers, notable, radius, elsewhere }: Impact): NonNullable<JsonReview['impact']> {
  return {
    offers: offers.map(({ kind, name, change, at, services }) => ({
      kind,
      name,
      change,
      path: at.path,
      line: at.line,
      services: [...services],
    })),
    notable: notable.map(({ kind, message, at }) => ({ kind, message, path: at.path, line: at.line })),
    radius: radius.map(({ kind, name, change, at, callers, places, services, owners }) => ({
      kind,
      name,
      change,
      path: at?.path ?? null,
      line: at?.line ?? null,
      callers,
      places: places.map(({ path, line }) => ({ path, line })),
      services: [...services],
      owners: [...owners],
    })),
    ...(elsewhere
      ? {
          elsewhere: elsewhere.map(({ kind, name, change, at, by }) => ({
            kind,
            name,
            change,
            path: at.path,
            line: at.line,
            by: by.map(({ service, path, line }) => ({ service, path, line })),
          })),
        }
      : {}),
  };
}

function jsonFinding(finding: Finding, context: ReportContext): JsonReview['findings'][number] {
  const { suggestion } = finding;
  return {
    standard: finding.standard,
    area: areaOf(finding.standard),
    severity: finding.severity,
    lane: finding.lane,
    flag: leadingFlag(finding, context),
    path: finding.path,
    line: finding.line,
    endLine: finding.endLine,
    symbol: finding.anchor.symbol,
    title: context.standard(finding.standard)?.title ?? finding.standard,
    message: finding.message,
    evidence: finding.evidence.map(jsonEvidence),
    suggestion: suggestion && { ...jsonLineEdit(suggestion), also: (suggestion.also ?? []).map(jsonLineEdit) },
    fingerprint: finding.fingerprint,
    new: finding.new,
    ...(finding.judgement
      ? { judgement: { ...finding.judgement, alternatives: [...finding.judgement.alternatives] } }
      : {}),
    ...(finding.corroborated ? { corroborated: true as const } : {}),
    ...(finding.note === undefined ? {} : { note: finding.note }),
  };
}

function jsonLineEdit({ line, endLine, text }: LineEdit): LineEdit {
  return { line, endLine, text };
}

function jsonEvidence({ path, line, text, side, supports }: Evidence): Evidence {
  return { path, line, text, ...(side ? { side } : {}), ...(supports === undefined ? {} : { supports }) };
}
