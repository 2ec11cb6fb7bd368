import { type GatePolicy, gates } from '../gate/gates.ts';
import type { Directive } from '../go/facts.ts';
import type { Silenced } from '../report/review.ts';
import type { Finding } from './finding.ts';
import { speaksOf } from './linters.ts';
import { isExpired, names, type Waiver, waives } from './waiver.ts';

/** An ignore comment in the code at head. */
export interface PlacedDirective extends Directive {
  path: string;
  /** The change under review brought the comment in. */
  addedByChange: boolean;
}

export interface SilenceInput extends GatePolicy {
  directives: readonly PlacedDirective[];
  waivers: readonly Waiver[];
  /** Where the waivers are written. */
  configPath: string;
  /** Today, ISO form, UTC. */
  today: string;
  /** Trusted configuration lets a change silence its own gating findings. */
  selfSilence: boolean;
}

export interface SilenceResult {
  /** What remains: nobody silenced it, or who did had no right to. */
  findings: Finding[];
  /** At most one row for a finding. */
  silenced: Silenced[];
  /** Waivers whose day has passed, whether or not they would still match. */
  expired: Waiver[];
}

/** Applies waivers and ignore comments. What a change adds to silence itself is listed and does not open the gate. */
export function silence(findings: readonly Finding[], input: SilenceInput): SilenceResult {
  const expired = input.waivers.filter((waiver) => isExpired(waiver, input.today));
  const silencers = [...input.waivers.map((waiver) => fromWaiver(waiver, input)), fromDirectives(input)];
  const result: SilenceResult = { findings: [], silenced: [], expired };
  for (const finding of findings) {
    const rows = silencers.flatMap((rowsFor) => rowsFor(finding));
    const row = rows.find((one) => one.respected) ?? rows[0];
    if (row !== undefined) result.silenced.push(row);
    if (!row?.respected) result.findings.push(finding);
  }
  return result;
}

type RowsFor = (finding: Finding) => Silenced[];

function fromWaiver(waiver: Waiver, { today, configPath }: SilenceInput): RowsFor {
  const matches = waives(waiver);
  const respected = !isExpired(waiver, today);
  const by = respected ? 'waiver' : 'expired waiver';
  return (finding) =>
    matches(finding) ? [{ finding, by, reason: waiver.reason, path: configPath, line: waiver.line, respected }] : [];
}

function fromDirectives(input: SilenceInput): RowsFor {
  const byPath = Map.groupBy(input.directives, (directive) => directive.path);
  return (finding) => {
    const those = byPath.get(finding.path)?.filter((directive) => speaksFor(directive, finding)) ?? [];
    return those.map((directive) => ({
      finding,
      by: isUnexplained(directive, finding) ? 'ignore comment without a reason' : 'ignore comment',
      reason: directive.reason,
      path: directive.path,
      line: directive.line,
      respected: !directive.addedByChange || input.selfSilence || !gates(finding, input),
    }));
  };
}

/** Only of comments to this program a reason is asked; what is told to linters is theirs to check. */
function isUnexplained({ ids, reason }: PlacedDirective, finding: Finding): boolean {
  return !reason?.trim() && ids.some((id) => names(id, finding.standard));
}

/** A comment at either end of the blamed lines counts: on a long statement it stands after the last. */
function speaksFor({ from, to, ids }: PlacedDirective, finding: Finding): boolean {
  const isHere = [finding.line, finding.endLine].some((edge) => edge >= from && edge <= to);
  return isHere && ids.some((id) => speaksOf(id, finding.standard));
}
